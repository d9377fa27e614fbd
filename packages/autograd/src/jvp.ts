import { type Tensor, zeros } from "@convkit/tensor";
import { flatten, type Structure } from "./structure.js";
import { vjpNamed } from "./vjp.js";

/**
 * Jacobian-vector product (forward mode), as the vjp of the vjp: the pullback is linear in dy, and its own
 * pullback is the Jacobian (Townsend 2017, "A new trick for calculating Jacobian vector products").
 *
 * @param inputs arguments of f
 * @param tangents directions, in the structure of the inputs
 * @returns the value of f and its derivative along the tangents, in the value's structure
 * @example jvp((x) => mul(x, x), [tensor([3])], [tensor([1])]).tangent.toArray() // [6]
 */
export function jvp<Inputs extends readonly Structure[], Value extends Structure>(
  f: (...inputs: Inputs) => Value,
  inputs: Inputs,
  tangents: Inputs,
): { value: Value; tangent: Value } {
  const { value, pullback } = vjpNamed("jvp", f, inputs);
  const { leaves, rebuild } = flatten("jvp", value, "the value of f");
  const origin = rebuild(leaves.map(({ shape, dtype }: Tensor) => zeros(shape, dtype)));
  const transposed = vjpNamed("jvp", (dy: Value) => pullback(dy), [origin] as const);
  return { value, tangent: transposed.pullback(tangents)[0] };
}
