import { elementCost } from "../cost.js";
import type { DType, Spec } from "../dtype.js";
import type { Operation } from "../operation.js";

/** Change of element type; `Tensor.to` applies it. Linear, so its gradient is the way back. */
export const castRecord: Operation<{ dtype: DType }, { dtype: DType }> = {
  name: "cast",
  inputs: [{ name: "x" }],
  params: (options) => options,
  outputs: ({ dtype }, [x]): Spec[] => [{ shape: x.shape, dtype }],
  forward: (_, [x], [y]) => y.set(x),
  vjp: (_, { inputs: [x], dy: [dy] }) => [dy.to(x.dtype)],
  cost: elementCost(1),
};
