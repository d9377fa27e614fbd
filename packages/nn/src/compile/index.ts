export { type Compiled, compile } from "./compile.js";
export type { LayerPlan, NetworkPlan } from "./plan.js";
