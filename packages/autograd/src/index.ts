export { checkpoint } from "./checkpoint.js";
export { customGradient, type GradientContext } from "./customGradient.js";
export { type EffectiveField, effectiveReceptiveField } from "./effectiveField.js";
export { type GradOptions, grad, type ValueAndGrad, valueAndGrad } from "./grad.js";
export { hvp, jacobian } from "./jacobian.js";
export { jvp } from "./jvp.js";
export type { Structure } from "./structure.js";
export { type Vjp, vjp } from "./vjp.js";
