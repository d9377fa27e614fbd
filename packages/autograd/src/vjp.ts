import {
  ConvKitError,
  defineOp,
  elementCost,
  ShapeError,
  sameShape,
  type Tensor,
  withInterpreter,
} from "@convkit/tensor";
import { flatten, type Structure } from "./structure.js";
import { Tape } from "./tape.js";

/** A tensor equal to its input and distinct from it. */
const alias = defineOp<object, object>({
  name: "alias",
  inputs: [{ name: "x" }],
  params: () => ({}),
  outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
  forward: (_, [x], [y]) => y.set(x),
  vjp: (_, { dy: [dy] }) => [dy],
  cost: elementCost(0),
  aliases: true,
});

export interface Vjp<Inputs extends readonly Structure[], Value extends Structure> {
  /** f(...inputs). */
  readonly value: Value;
  /** Maps a gradient of the value, in the value's structure, to one gradient per input, in its structure. */
  readonly pullback: (dy: Value) => Inputs;
  /** Bytes of the tensors that the pullback keeps alive: inputs, and everything computed on the way. */
  readonly bytesKept: number;
}

/**
 * Vector-Jacobian product (reverse mode): runs f once and returns its value with the function that pulls
 * gradients back. The pullback may be called often, and may be differentiated itself.
 *
 * Inputs and value are tensors, or tensors in plain objects and arrays. Tensors that f takes from outside
 * are constants, even where they are the same object as an input.
 *
 * @throws ConvKitError when f returns a Promise; ShapeError when it returns anything but tensors
 * @example vjp((x) => mul(x, x), tensor([3])).pullback(tensor([1]))[0].toArray() // [6]
 */
export function vjp<Inputs extends readonly Structure[], Value extends Structure>(
  f: (...inputs: Inputs) => Value,
  ...inputs: Inputs
): Vjp<Inputs, Value> {
  return vjpNamed("vjp", f, inputs);
}

/** `vjp` under the name of the public function that errors should mention. */
export function vjpNamed<Inputs extends readonly Structure[], Value extends Structure>(
  name: string,
  f: (...inputs: Inputs) => Value,
  inputs: Inputs,
): Vjp<Inputs, Value> {
  if (typeof f !== "function") {
    throw new ConvKitError({
      operation: name,
      argument: "f",
      value: f,
      expected: "must be a function of tensors",
    });
  }
  const { leaves, rebuild } = flatten(name, inputs, "inputs");
  // Fresh tensors, so that a constant captured by f is not taken for an input that is the same object.
  const own = leaves.map((leaf) => alias([leaf], {})[0]);
  const tape = new Tape(name, own);
  const value = withInterpreter(tape, () => f(...rebuild(own)));
  const result = flatten(name, value, "the value of f");

  const pullback = (dy: Value): Inputs => {
    const seeds = flatten(name, dy, "dy").leaves;
    result.leaves.forEach((leaf, index) => {
      checkSeed(name, leaf, seeds[index]);
    });
    return rebuild(
      tape.backward(
        result.leaves.map((leaf, index) => [leaf, seeds[index]]),
        own,
      ),
    );
  };
  return {
    value,
    pullback,
    // Counted when asked for: every gradient passes here.
    get bytesKept(): number {
      return tape.bytesKept;
    },
  };
}

function checkSeed(operation: string, value: Tensor, dy: Tensor | undefined): void {
  if (dy && sameShape(value.shape, dy.shape) && value.dtype === dy.dtype) return;
  throw new ShapeError({
    operation: `${operation} (pullback)`,
    argument: "dy",
    found: dy ? `is ${dy.dtype} [${dy.shape.join(", ")}]` : "is missing a tensor",
    value: dy?.shape,
    expected: `the value of f is ${value.dtype} [${value.shape.join(", ")}]`,
  });
}
