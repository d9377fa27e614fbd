/**
 * The interpreter stack: who answers when an operation is applied.
 *
 * At the bottom stands eager evaluation; `autograd` pushes a tape, `trace` a recorder. An interpreter
 * gets the call and `next`, which hands the call to whatever stands below; so interpreters nest.
 */
import { allocate, type Data, type Spec } from "./dtype.js";
import { ConvKitError } from "./errors.js";
import type { Algorithm, FastImplementation, Operation } from "./operation.js";
import { choose } from "./plan.js";
import { sizeOf } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** One application of an operation, checked and with its result's shapes known. */
export interface Call<P = any> {
  readonly operation: Operation<any, P>;
  readonly params: P;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Spec[];
  /** What the caller asked for, where it was said. */
  readonly algorithm?: Algorithm;
  /** Makes a tensor; without data, an abstract one. */
  readonly make: (spec: Spec, data?: Data) => Tensor;
}

export interface Interpreter {
  readonly name: string;
  apply(call: Call, next: (call: Call) => Tensor[]): Tensor[];
}

const here = (import.meta as { url?: string }).url ?? "this bundle";
const mark = Symbol.for("convkit.tensor");
const world = globalThis as { [mark]?: string };
if (world[mark] !== undefined) {
  // Two stacks would lose gradients silently: each copy would see only its own tapes.
  throw new ConvKitError({
    operation: "@convkit/tensor",
    argument: "module",
    found: `is loaded twice, from ${world[mark]} and from ${here},`,
    expected: "must be loaded once",
    fix: "make every package resolve to one copy (npm ls @convkit/tensor)",
  });
}
world[mark] = here;

const stack: Interpreter[] = [];

/** Hands a call to the innermost interpreter. */
export function dispatch(call: Call): Tensor[] {
  return applyAt(stack.length, call);
}

function applyAt(depth: number, call: Call): Tensor[] {
  if (depth === 0) return evaluate(call);
  return stack[depth - 1].apply(call, (lower) => applyAt(depth - 1, lower));
}

function evaluate(call: Call): Tensor[] {
  const { operation, params, inputs, outputs, make } = call;
  const fast = implementationOf(call);
  const data = outputs.map((spec) => allocate(operation.name, spec.dtype, sizeOf(spec.shape)));
  const given = inputs.map((input) => input.data);
  if (fast) fast.run(params, given, data);
  else operation.forward(params, given, data);
  return outputs.map((spec, index) => make(spec, data[index]));
}

function implementationOf({
  operation,
  params,
  inputs,
  outputs,
  algorithm,
}: Call): FastImplementation | undefined {
  if (operation.fast === undefined && algorithm === undefined) return undefined;
  // What no array can hold is refused where it would be allocated, without asking how to compute it.
  if (outputs.some(({ shape }) => sizeOf(shape) >= 2 ** 33)) return undefined;
  return choose(operation, { params, inputs, outputs }, algorithm).implementation;
}

/** Runs `f` as if no interpreter stood on the stack: its operations compute and are seen by nobody. */
export function withoutInterpreters<R>(f: () => R): R {
  const above = stack.splice(0);
  try {
    return f();
  } finally {
    stack.push(...above);
  }
}

/** Runs `f` with `interpreter` innermost. `f` must be synchronous: a Promise would outlive the stack. */
export function withInterpreter<R>(interpreter: Interpreter, f: () => R): R {
  stack.push(interpreter);
  try {
    const result = f();
    if (typeof (result as { then?: unknown } | undefined)?.then === "function") {
      throw new ConvKitError({
        operation: interpreter.name,
        argument: "the function",
        found: "returned a Promise",
        expected: "must be synchronous",
        fix: "await outside the function and pass the tensors in",
      });
    }
    return result;
  } finally {
    stack.pop();
  }
}
