import { concat, reshape, type Tensor, tensor } from "@convkit/tensor";
import { grad } from "./grad.js";
import { jvp } from "./jvp.js";
import { vjpNamed } from "./vjp.js";

/**
 * All derivatives of every element of a function's value by every element of its first argument, a row
 * at a time by pulling back one-hot gradients.
 *
 * @param f tensors to one tensor
 * @returns a function of the same arguments that returns [...value shape, ...argument shape]
 * @example jacobian((x) => mul(x, x))(tensor([1, 2])).toArray() // [[2, 0], [0, 4]]
 */
export function jacobian(f: (...inputs: Tensor[]) => Tensor): (...inputs: Tensor[]) => Tensor {
  return (first, ...others) => {
    const { value, pullback } = vjpNamed("jacobian", (x: Tensor) => f(x, ...others), [first] as const);
    const rows = Array.from({ length: value.size }, (_, index) => {
      const oneHot = new Float64Array(value.size);
      oneHot[index] = 1;
      return reshape(pullback(tensor(oneHot, value.shape, value.dtype))[0], [1, ...first.shape]);
    });
    if (rows.length === 0) return reshape(pullback(value)[0], [...value.shape, ...first.shape]);
    return reshape(concat(rows), [...value.shape, ...first.shape]);
  };
}

/**
 * Hessian-vector product: the derivative of the gradient along a direction, without the Hessian
 * (Pearlmutter 1994, "Fast exact multiplication by the Hessian").
 *
 * @param f tensors to one number
 * @param inputs arguments of f
 * @param tangents a direction for each
 * @returns one tensor per argument
 * @example hvp((x) => sum(mul(x, mul(x, x))), [tensor([1, 2])], [tensor([1, 0])])[0].toArray() // [6, 0]
 */
export function hvp(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  tangents: readonly Tensor[],
): Tensor[] {
  const gradient = grad(f, { wrt: inputs.map((_, index) => index) });
  return jvp((...all: Tensor[]) => gradient(...all) as Tensor[], [...inputs], [...tangents]).tangent;
}
