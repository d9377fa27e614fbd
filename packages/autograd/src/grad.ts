import { type DType, DtypeError, formatValue, full, OptionError, ShapeError, Tensor } from "@convkit/tensor";
import { flatten, type Structure } from "./structure.js";
import { vjpNamed } from "./vjp.js";

export interface GradOptions {
  /** Which arguments to differentiate by: an index, or several. Default 0. */
  wrt?: number | readonly number[];
}

export interface ValueAndGrad {
  readonly value: Tensor;
  /** The gradient of the chosen argument in its structure; an array of them when `wrt` is one. */
  readonly grad: any;
}

type Scalar = (...inputs: any[]) => Tensor;

/**
 * The gradient of a function with one number as its result.
 *
 * @param f returns a tensor with exactly one element
 * @returns a function of the same arguments that returns the gradient of the first (or of those in `wrt`),
 *   in that argument's structure
 * @throws ShapeError when f returns more than one number; DtypeError for an int32 argument
 * @example grad((x) => sum(mul(x, x)))(tensor([1, 2])).toArray() // [2, 4]
 */
export function grad(f: Scalar, options: GradOptions = {}): (...inputs: any[]) => any {
  return (...inputs) => differentiate("grad", f, options, inputs).grad;
}

/**
 * As `grad`, together with the value of f.
 * @example valueAndGrad((x) => sum(mul(x, x)))(tensor([1, 2])).value.item() // 5
 */
export function valueAndGrad(f: Scalar, options: GradOptions = {}): (...inputs: any[]) => ValueAndGrad {
  return (...inputs) => differentiate("valueAndGrad", f, options, inputs);
}

function differentiate(
  operation: string,
  f: Scalar,
  { wrt = 0 }: GradOptions,
  inputs: Structure[],
): ValueAndGrad {
  const indices = typeof wrt === "number" ? [wrt] : [...wrt];
  if (!indices.every((index) => Number.isInteger(index) && index >= 0 && index < inputs.length)) {
    throw new OptionError({
      operation,
      argument: "wrt",
      value: wrt,
      expected: `must index the ${inputs.length} arguments given, from 0`,
    });
  }
  for (const index of indices) checkFloat(operation, index, inputs[index]);

  // The other arguments are constants: no gradient is computed for them.
  const partial = (...chosen: Structure[]): Tensor => {
    const all = [...inputs];
    indices.forEach((index, position) => {
      all[index] = chosen[position];
    });
    return f(...all);
  };
  const { value, pullback } = vjpNamed(
    operation,
    partial,
    indices.map((index) => inputs[index]),
  );
  checkScalar(operation, value);
  const gradients = pullback(full(value.shape, 1, value.dtype));
  return { value, grad: typeof wrt === "number" ? gradients[0] : gradients };
}

function checkFloat(operation: string, index: number, input: Structure): void {
  const leaf = flatten(operation, input, `argument ${index}`).leaves.find(({ dtype }) => dtype === "int32");
  if (leaf === undefined) return;
  throw new DtypeError({
    operation,
    argument: `argument ${index}`,
    found: `holds int32 [${leaf.shape.join(", ")}]`,
    value: "int32" satisfies DType,
    expected: "only float32 and float64 have gradients",
    fix: 'convert it with .to("float32")',
  });
}

function checkScalar(operation: string, value: unknown): void {
  if (value instanceof Tensor && value.size === 1) return;
  throw new ShapeError({
    operation,
    argument: "f",
    found: `returned ${value instanceof Tensor ? `a tensor [${value.shape.join(", ")}]` : formatValue(value)}`,
    expected: "must return one number as a tensor",
    fix: "sum or average it, or use vjp with a gradient of that shape",
  });
}
