import { build, each, type Nd, total, zeros } from "./nd.js";

// The operations of packages/conv by their definitions, with index arithmetic of their own.

/** A window's settings, every one written out for every axis. */
export interface Settings {
  stride: readonly number[];
  padding: readonly (readonly [begin: number, end: number])[];
  dilation: readonly number[];
  groups?: number;
  ceilMode?: boolean;
}

/** How many windows there are: counted, not computed. */
export function windows(input: readonly number[], kernel: readonly number[], settings: Settings): number[] {
  return input.map((size, axis) => {
    const { ceilMode, padding, stride, dilation } = settings;
    const [begin, end] = padding[axis];
    const first = (o: number): number => o * stride[axis];
    const past = (o: number): number => first(o) + (kernel[axis] - 1) * dilation[axis] + 1;
    const padded = begin + size + end;
    let count = 1;
    if (!ceilMode) while (past(count) <= padded) count++;
    else {
      while (past(count - 1) < padded) count++;
      if (first(count - 1) >= begin + size) count--; // it would start in the end padding
    }
    return count;
  });
}

/** Where tap t of window o reads, in the input. */
export const reads = (
  { stride, padding, dilation }: Settings,
  o: readonly number[],
  t: readonly number[],
): number[] =>
  o.map((position, axis) => position * stride[axis] + t[axis] * dilation[axis] - padding[axis][0]);

/** Splits an index into parts of the given lengths. */
function split(index: readonly number[], ...lengths: number[]): number[][] {
  return lengths.map((length, part) => {
    const from = lengths.slice(0, part).reduce((sum, one) => sum + one, 0);
    return index.slice(from, from + length);
  });
}

export function conv([x, w, bias]: readonly Nd[], settings: Settings): Nd {
  const [batch, , ...input] = x.shape;
  const [outChannels, perGroup, ...kernel] = w.shape;
  const outPerGroup = outChannels / (settings.groups ?? 1);
  return build([batch, outChannels, ...windows(input, kernel, settings)], (n, o, ...position) => {
    const first = Math.floor(o / outPerGroup) * perGroup;
    const sum = total(
      [perGroup, ...kernel],
      (c, ...tap) => x.orZero(n, first + c, ...reads(settings, position, tap)) * w.at(o, c, ...tap),
    );
    return sum + (bias?.at(o) ?? 0);
  });
}

/** Every input throws its weighted kernel onto the output. */
export function convTranspose(
  [x, w, bias]: readonly Nd[],
  settings: Settings & { outputPadding: readonly number[] },
): Nd {
  const { stride, padding, dilation, groups = 1, outputPadding } = settings;
  const [batch, inChannels, ...input] = x.shape;
  const [, perGroup, ...kernel] = w.shape;
  const output = input.map(
    (size, axis) =>
      (size - 1) * stride[axis] +
      (kernel[axis] - 1) * dilation[axis] +
      (1 + outputPadding[axis] - padding[axis][0] - padding[axis][1]),
  );
  const y = build([batch, perGroup * groups, ...output], (_, o) => bias?.at(o) ?? 0);
  each([batch, inChannels, perGroup, ...input, ...kernel], (n, c, o, ...rest) => {
    const [position, tap] = split(rest, input.length, input.length);
    const to = reads(settings, position, tap);
    const channel = Math.floor(c / (inChannels / groups)) * perGroup + o;
    if (to.every((index, axis) => index >= 0 && index < output[axis]))
      y.add(x.at(n, c, ...position) * w.at(c, o, ...tap), n, channel, ...to);
  });
  return y;
}

export function convWeightGrad(
  [x, dy]: readonly Nd[],
  options: Settings & { weight: readonly number[] },
): Nd {
  const { weight, groups = 1 } = options;
  const [batch, outChannels, ...output] = dy.shape;
  return build(weight, (o, c, ...tap) => {
    const channel = Math.floor(o / (outChannels / groups)) * weight[1] + c;
    return total(
      [batch, ...output],
      (n, ...position) => dy.at(n, o, ...position) * x.orZero(n, channel, ...reads(options, position, tap)),
    );
  });
}

export function locallyConnected([x, w, bias]: readonly Nd[], settings: Settings): Nd {
  const rank = x.shape.length - 2;
  const [output, [outChannels, perGroup, ...kernel]] = split(w.shape, rank, rank + 2);
  const outPerGroup = outChannels / (settings.groups ?? 1);
  return build([x.shape[0], outChannels, ...output], (n, o, ...position) => {
    const first = Math.floor(o / outPerGroup) * perGroup;
    const sum = total(
      [perGroup, ...kernel],
      (c, ...tap) =>
        x.orZero(n, first + c, ...reads(settings, position, tap)) * w.at(...position, o, c, ...tap),
    );
    return sum + (bias?.at(o) ?? 0);
  });
}

export function im2col([x]: readonly Nd[], options: Settings & { kernel: readonly number[] }): Nd {
  const { kernel } = options;
  const [batch, channels, ...input] = x.shape;
  const output = windows(input, kernel, options);
  const apart = build([batch, channels, ...kernel, ...output], (n, c, ...rest) => {
    const [tap, position] = split(rest, kernel.length, kernel.length);
    return x.orZero(n, c, ...reads(options, position, tap));
  });
  const flat = zeros([batch, channels * product(kernel), product(output)]);
  flat.data.set(apart.data);
  return flat;
}

export function col2im(
  [columns]: readonly Nd[],
  options: Settings & { kernel: readonly number[]; inputSize: readonly number[] },
): Nd {
  const { kernel, inputSize } = options;
  const channels = columns.shape[1] / product(kernel);
  const y = zeros([columns.shape[0], channels, ...inputSize]);
  let next = 0;
  each([columns.shape[0], channels, ...kernel, ...windows(inputSize, kernel, options)], (n, c, ...rest) => {
    const [tap, position] = split(rest, kernel.length, kernel.length);
    const to = reads(options, position, tap);
    const value = columns.data[next++];
    if (to.every((index, axis) => index >= 0 && index < inputSize[axis])) y.add(value, n, c, ...to);
  });
  return y;
}

export const product = (list: readonly number[]): number => list.reduce((all, one) => all * one, 1);
