import { sizeOf, stridesOf } from "@convkit/tensor";
import type { Evidence } from "./evidence.js";
import { indexOf } from "./indices.js";

/** A usual cause of a wrong gradient, and how a comparison with the right one shows it. */
export interface Hint {
  readonly cause: string;
  /** The hint's text where the evidence fits, else undefined. */
  readonly read: (evidence: Evidence) => string | undefined;
}

/** The hint of the first cause that fits. */
export function hintFor(evidence: Evidence): string | undefined {
  if (close(evidence.gradient, evidence.numeric)) return undefined;
  for (const { read } of hints) {
    const text = read(evidence);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** From the plainest to the most particular: the first that fits is given. */
export const hints: readonly Hint[] = [
  {
    cause: "not finite",
    read({ gradient, shape }) {
      const at = gradient.findIndex((value) => !Number.isFinite(value));
      if (at === -1) return undefined;
      return `the gradient is ${gradient[at]} at [${indexOf(at, shape).join(", ")}], as from 0/0 or 0·∞; use where on the operands, before dividing`;
    },
  },
  {
    cause: "missing",
    read({ gradient, order, missing }) {
      if (!gradient.every((value) => value === 0)) return undefined;
      if (missing.length > 0) return `no gradient arrives: ${missing.join(", ")}`;
      return order === 1
        ? "no gradient arrives: f or a rule reads .data, or a rule returns zeros"
        : "the second derivative is lost: the gradient rule takes a constant (a captured value, tensor(x.data)) for its input or output";
    },
  },
  {
    cause: "sign",
    read: ({ gradient, numeric }) =>
      close(gradient, numeric, -1) ? "the sign is wrong everywhere" : undefined,
  },
  {
    cause: "constant factor",
    read({ gradient, numeric, shapes }) {
      const ratio = inner(gradient, numeric) / inner(numeric, numeric);
      if (!close(gradient, numeric, ratio)) return undefined;
      const reasons = factorReasons(Math.abs(ratio), shapes);
      // One number is a multiple of any other.
      if (reasons.length === 0 && gradient.length === 1) return undefined;
      const times = Math.abs(ratio) >= 1 ? ratio : 1 / ratio;
      const much = `${Number(times.toPrecision(4))} times too ${Math.abs(ratio) >= 1 ? "large" : "small"} everywhere`;
      return `the gradient is ${[much, reasons.join(", or ")].filter(Boolean).join(": ")}`;
    },
  },
  {
    cause: "ignores dy",
    read: ({ gradient, ofOnes }) =>
      close(gradient, ofOnes) ? "the gradient does not depend on dy: multiply by it" : undefined,
  },
  {
    cause: "local derivative missing",
    read: ({ gradient, dy }) =>
      close(gradient, dy) ? "the gradient is dy unchanged: the local derivative is missing" : undefined,
  },
  {
    cause: "transposed",
    read({ gradient, numeric, shape }) {
      for (let a = 0; a < shape.length; a++) {
        for (let b = a + 1; b < shape.length; b++) {
          if (shape[a] > 1 && shape[b] > 1 && close(gradient, swapAxes(numeric, shape, a, b))) {
            return `the gradient is transposed: its axes ${a} and ${b} are exchanged`;
          }
        }
      }
      return undefined;
    },
  },
  {
    cause: "flipped",
    read({ gradient, numeric, shape }) {
      const last = shape.length - 1;
      for (let first = last; first >= 0; first--) {
        if (!close(gradient, flip(numeric, shape, first))) continue;
        const axes = first === last ? `axis ${last}` : `axes ${first} to ${last}`;
        return `the gradient is reversed along ${axes}: a kernel is flipped, or is not where it should be`;
      }
      return undefined;
    },
  },
  {
    cause: "missing transpose",
    read: ({ gradient, forward }) =>
      forward && close(gradient, forward)
        ? "the rule multiplies dy by the Jacobian, not by its transpose: an operand should be transposed"
        : undefined,
  },
  {
    cause: "shifted",
    read({ gradient, numeric, shape }) {
      for (const axis of shape.keys()) {
        for (const by of [1, -1]) {
          if (!isShifted(gradient, numeric, shape, axis, by)) continue;
          return `the gradient is shifted by one along axis ${axis}: an off-by-one in padding or in an index`;
        }
      }
      return undefined;
    },
  },
  {
    cause: "forgotten sum",
    read({ jacobian, gradient }) {
      if (!jacobian) return undefined;
      const size = gradient.length;
      const row = (rows: Float64Array, output: number): Float64Array =>
        rows.subarray(output * size, (output + 1) * size);
      const fed = (output: number): number[] =>
        [...row(jacobian.numeric, output).keys()].filter(
          (i) => Math.abs(row(jacobian.numeric, output)[i]) > 1e-6,
        );
      const used = [...Array(jacobian.numeric.length / size).keys()].filter(
        (output) => fed(output).length > 0,
      );
      const zero = used.filter((output) => row(jacobian.gradient, output).every((value) => value === 0));
      const right = used.filter((output) =>
        close(row(jacobian.gradient, output), row(jacobian.numeric, output)),
      );
      const reached = new Set(right.flatMap(fed));
      const summed = zero.length > 0 && zero.every((output) => fed(output).every((i) => reached.has(i)));
      if (!summed || zero.length + right.length < used.length) return undefined;
      return `only ${right.length} of ${used.length} outputs give a gradient: a sum over positions or over the batch is forgotten`;
    },
  },
  {
    cause: "border",
    read({ gradient, numeric, shape }) {
      const inside: number[] = [];
      const onBorder = (index: readonly number[]): boolean =>
        index.some((i, axis) => shape[axis] > 2 && (i === 0 || i === shape[axis] - 1));
      for (let i = 0; i < gradient.length; i++) if (!onBorder(indexOf(i, shape))) inside.push(i);
      const pick = (from: Float64Array): Float64Array => Float64Array.from(inside, (i) => from[i]);
      return close(pick(gradient), pick(numeric))
        ? "the gradient is right inside and wrong at the border: look at the padding and at the last window"
        : undefined;
    },
  },
];

/** Extents, and products of neighbouring ones, that a forgotten or doubled mean would bring in. */
function factorReasons(ratio: number, shapes: Evidence["shapes"]): string[] {
  const is = (factor: number): boolean =>
    Math.abs(ratio / factor - 1) < 1e-4 || Math.abs(ratio * factor - 1) < 1e-4;
  const reasons = is(2) ? ["a factor 2, as from a square"] : [];
  for (const { name, shape } of shapes) {
    for (let first = 0; first < shape.length; first++) {
      for (let end = first + 1; end <= shape.length; end++) {
        const count = sizeOf(shape.slice(first, end));
        if (count < 2 || !is(count) || (end - first > 1 && shape.slice(first, end).includes(1))) continue;
        const batch = first === 0 && end === 1 && shape.length > 1 ? " (the batch)" : "";
        const axes = end - first === 1 ? `axis ${first}${batch}` : `axes ${first} to ${end - 1}`;
        reasons.push(`${count} is the extent of ${axes} of ${name}: a sum for a mean, or the reverse`);
      }
    }
  }
  return reasons.slice(0, 2);
}

/** Equal but for rounding, and not all zero. */
function close(a: Float64Array, b: Float64Array, factor = 1): boolean {
  if (a.length !== b.length) return false;
  let size = 0;
  let difference = 0;
  for (let i = 0; i < a.length; i++) {
    size = Math.max(size, Math.abs(factor * b[i]));
    difference = Math.max(difference, Math.abs(a[i] - factor * b[i]));
  }
  return size > 0 && difference <= 1e-4 * size;
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** The elements of x with two axes exchanged, read row-major. */
function swapAxes(x: Float64Array, shape: readonly number[], a: number, b: number): Float64Array {
  const [swapped, strides] = [[...shape], stridesOf(shape)];
  [swapped[a], swapped[b]] = [shape[b], shape[a]];
  [strides[a], strides[b]] = [strides[b], strides[a]];
  return x.map((_, i) => x[indexOf(i, swapped).reduce((at, index, axis) => at + index * strides[axis], 0)]);
}

/** x reversed along the axes from `first` on. */
function flip(x: Float64Array, shape: readonly number[], first: number): Float64Array {
  const block = sizeOf(shape.slice(first));
  return x.map((_, i) => x[i - (i % block) + block - 1 - (i % block)]);
}

function isShifted(
  gradient: Float64Array,
  numeric: Float64Array,
  shape: readonly number[],
  axis: number,
  by: number,
): boolean {
  if (shape[axis] < 3) return false;
  const stride = stridesOf(shape)[axis];
  const both: number[] = [];
  for (let i = 0; i < gradient.length; i++) {
    const target = (Math.floor(i / stride) % shape[axis]) + by;
    if (target >= 0 && target < shape[axis]) both.push(i);
  }
  return close(
    Float64Array.from(both, (i) => gradient[i]),
    Float64Array.from(both, (i) => numeric[i + by * stride]),
  );
}
