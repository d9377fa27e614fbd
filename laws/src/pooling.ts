import { build, each, type Nd, total, zeros } from "./nd.js";
import { product, reads, type Settings, windows } from "./slidingWindow.js";

// Pooling by its definitions, with index arithmetic of its own.

export interface Pooling extends Settings {
  kernel: readonly number[];
  ties?: "first" | "shared" | "all";
  countIncludePad?: boolean;
  divisor?: number;
  p?: number;
}

const inside = (index: readonly number[], size: readonly number[]): boolean =>
  index.every((at, axis) => at >= 0 && at < size[axis]);

/** Positions of the input under window `o`, and how many of the window's taps lie in the padded input. */
function under(
  o: readonly number[],
  size: readonly number[],
  options: Pooling,
): { found: number[][]; padded: number } {
  const found: number[][] = [];
  let padded = 0;
  each(options.kernel, (...tap) => {
    const at = reads(options, o, tap);
    if (inside(at, size)) found.push(at);
    if (at.every((index, axis) => index < size[axis] + options.padding[axis][1])) padded++;
  });
  return { found, padded };
}

/** A definition: of inputs and options. */
type Reference<Options> = (inputs: readonly Nd[], options: Options) => Nd;

const pooled =
  (f: (values: number[], padded: number, options: Pooling, at: number[][]) => number): Reference<Pooling> =>
  ([x], options) => {
    const [batch, channels, ...size] = x.shape;
    return build([batch, channels, ...windows(size, options.kernel, options)], (n, c, ...o) => {
      const { found, padded } = under(o, size, options);
      const values = found.map((at) => x.at(n, c, ...at));
      const flat = found.map((at) => [at.reduce((place, index, axis) => place * size[axis] + index, 0)]);
      return f(values, padded, options, flat);
    });
  };

const plus = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

export const maxPool: Reference<Pooling> = pooled((values) => Math.max(...values));

export const maxPoolIndices: Reference<Pooling> = pooled(
  (values, _padded, _options, at) => at[values.indexOf(Math.max(...values))][0],
);

export const avgPool: Reference<Pooling> = pooled(
  (values, padded, { countIncludePad = true, divisor }) =>
    plus(values) / (divisor ?? (countIncludePad ? padded : values.length)),
);

export const lpPool: Reference<Pooling> = pooled(
  (values, _, { p = 1 }) => plus(values.map((x) => Math.abs(x) ** p)) ** (1 / p),
);

/** Whether every window covers an input element. */
export function everyWindowHoldsInput(size: readonly number[], options: Pooling): boolean {
  const output = windows(size, options.kernel, options);
  return total(output, (...o) => Number(under(o, size, options).found.length === 0)) === 0;
}

/** In the order of the values, so that the last of several in one place stays. */
export function maxUnpool([y, indices]: readonly Nd[], { inputSize }: { inputSize: readonly number[] }): Nd {
  const [batch, channels, ...size] = y.shape;
  const x = zeros([batch, channels, ...inputSize]);
  indices.data.forEach((index, value) => {
    x.data[Math.floor(value / product(size)) * product(inputSize) + index] = y.data[value];
  });
  return x;
}

/** Regions of an input shared out evenly: an element belongs to each region that its unit cell touches. */
const adaptive =
  (f: (values: number[]) => number): Reference<{ outputSize: readonly number[] }> =>
  ([x], { outputSize }) => {
    const [batch, channels, ...size] = x.shape;
    return build([batch, channels, ...outputSize], (n, c, ...o) => {
      const values: number[] = [];
      each(size, (...at) => {
        const touches = at.every(
          (index, axis) =>
            (index + 1) * outputSize[axis] > o[axis] * size[axis] &&
            index * outputSize[axis] < (o[axis] + 1) * size[axis],
        );
        if (touches) values.push(x.at(n, c, ...at));
      });
      return f(values);
    });
  };

export const adaptiveAvgPool: ReturnType<typeof adaptive> = adaptive(
  (values) => plus(values) / values.length,
);
export const adaptiveMaxPool: ReturnType<typeof adaptive> = adaptive((values) => Math.max(...values));
