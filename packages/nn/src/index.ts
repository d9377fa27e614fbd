export { type Compiled, compile, type LayerPlan, type NetworkPlan } from "./compile/index.js";
