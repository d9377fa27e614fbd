import type { Tensor } from "@convkit/tensor";
import { customGradient } from "./customGradient.js";
import { vjp } from "./vjp.js";

/**
 * The same function, but what it computes on the way is not kept for the backward pass: f runs once more
 * there (Chen et al. 2016, "Training deep nets with sublinear memory cost", §3). Trades time for memory;
 * compare `bytesKept` of `vjp` with and without.
 *
 * Gradients flow to the arguments alone, not to tensors that f captures: pass weights as arguments.
 *
 * @param f tensors to one tensor
 * @example grad(checkpoint((x) => mul(x, mul(x, x))))(tensor([2])).toArray() // [12]
 */
export function checkpoint(f: (...inputs: Tensor[]) => Tensor): (...inputs: Tensor[]) => Tensor {
  return customGradient(f, ({ inputs, dy }) => vjp(f, ...inputs).pullback(dy));
}
