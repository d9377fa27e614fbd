export { addDirectly } from "./direct.js";
export { addProduct, type Operand } from "./product.js";
export { cropInto, type Layout, layoutOf, offsets, padded, type WindowAxis } from "./window.js";
