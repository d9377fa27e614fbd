export { type GradOptions, grad, type ValueAndGrad, valueAndGrad } from "./grad.js";
export { jvp } from "./jvp.js";
export type { Structure } from "./structure.js";
export { type Vjp, vjp } from "./vjp.js";
