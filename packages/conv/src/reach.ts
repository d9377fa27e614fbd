import { type Axis, ConvKitError, type GraphNode, type Tensor, type Window } from "@convkit/tensor";
import { type ResampleGeometry, resampledFrom } from "./resampleGeometry.js";

/** First and last position; undefined where there is none. */
export type Interval = readonly [first: number, last: number] | undefined;

/**
 * What one axis of a tensor sees of the same axis of the traced input. `at` is defined for positions beyond
 * the tensor too: that is how padding is seen.
 */
export interface Reach {
  /** Distance on the input between neighbouring positions. */
  readonly jump: number;
  at(position: number): Interval;
}

/** What one axis of a node's output reads of the same axis of its input. */
export interface Step {
  /** Distance on the node's input between neighbouring outputs. */
  readonly jump: number;
  at(position: number): Interval;
}

/** The reach of what is computed by `step` from a tensor with reach `from`. */
export function after(from: Reach, step: Step): Reach {
  return remembered(from.jump * step.jump, (position) => {
    const read = step.at(position);
    if (read === undefined) return undefined;
    let [first, last] = read;
    while (first < last && from.at(first) === undefined) first++;
    while (last > first && from.at(last) === undefined) last--;
    const [low, high] = [from.at(first), from.at(last)];
    return low && high && [low[0], high[1]];
  });
}

/** The reach of what is computed from several tensors: the union. */
export function together(reaches: readonly Reach[]): Reach {
  if (reaches.length === 1) return reaches[0];
  return remembered(reaches[0].jump, (position) => {
    const seen = reaches.map((reach) => reach.at(position)).filter((interval) => interval !== undefined);
    if (seen.length === 0) return undefined;
    return [Math.min(...seen.map(([first]) => first)), Math.max(...seen.map(([, last]) => last))];
  });
}

/** Deep networks ask for the same positions on many ways. */
function remembered(jump: number, at: (position: number) => Interval): Reach {
  const known = new Map<number, Interval>();
  return {
    jump,
    at(position) {
      if (!known.has(position)) known.set(position, at(position));
      return known.get(position);
    },
  };
}

export const identity: Step = { jump: 1, at: (position) => [position, position] };

/** The spatial sizes of a tensor: 1 where it has no positions any more, as after flattening. */
export function spatialOf({ shape }: Tensor, rank: number): number[] {
  return shape.length < rank + 2 ? Array.from({ length: rank }, () => 1) : shape.slice(-rank);
}

/** How a node reads one of its inputs along each spatial axis. */
export function stepsOf(node: GraphNode, input: Tensor, output: Tensor, rank: number): Step[] {
  const { operation, params } = node;
  const special = input.rank < rank + 2 ? undefined : uneven[operation.name]?.(params, rank);
  if (special) return special;
  const [from, to] = [spatialOf(input, rank), spatialOf(output, rank)];
  const window = operation.window?.(params);
  if (window && slides(window, from, to))
    return window.axes.map((axis) => (window.transposed ? backward(axis) : forward(axis)));
  return from.map((size, axis) => positionwise(operation.name, size, to[axis]));
}

function slides({ axes, transposed }: Window, from: readonly number[], to: readonly number[]): boolean {
  const [input, output] = transposed ? [to, from] : [from, to];
  return (
    axes.length === from.length &&
    axes.every((axis, i) => axis.input === input[i] && axis.output === output[i])
  );
}

const forward = ({ kernel, stride, dilation, padding }: Axis): Step => ({
  jump: stride,
  at: (o) => [o * stride - padding[0], o * stride - padding[0] + (kernel - 1) * dilation],
});

/** A transposed convolution's output i gets from o where o·stride + t·dilation − padding = i for some tap t. */
const backward = ({ kernel, stride, dilation, padding }: Axis): Step => ({
  jump: 1 / stride,
  at(i) {
    const reads = Array.from(
      { length: kernel },
      (_, tap) => (i + padding[0] - tap * dilation) / stride,
    ).filter(Number.isInteger);
    return reads.length === 0 ? undefined : [Math.min(...reads), Math.max(...reads)];
  },
});

/** Operations without a window work position by position, on a stretched position or on all of them. */
function positionwise(operation: string, from: number, to: number): Step {
  if (from === to) return identity;
  if (from === 1) return { jump: 1, at: () => [0, 0] };
  if (to === 1) return { jump: 1, at: () => [0, from - 1] };
  return unknown(operation, `makes ${to} positions of ${from}`);
}

function unknown(operation: string, what: string): never {
  throw new ConvKitError({
    operation: "receptiveField",
    argument: operation,
    found: what,
    expected: "its positions cannot be followed",
    fix: "trace the part of the function before it",
  });
}

/** Operations that read unevenly, or move positions; the spatial axes are the last `rank`. */
const uneven: Record<string, (params: any, rank: number) => Step[] | undefined> = {
  pad: ({ axes }, rank) =>
    axes.slice(-rank).map(
      ({ begin, step }: Grid): Step => ({
        jump: 1 / step,
        at: (i) => ((i - begin) % step === 0 ? [(i - begin) / step, (i - begin) / step] : undefined),
      }),
    ),
  slice: ({ axes }, rank) =>
    axes.slice(-rank).map(
      ({ begin, step }: Grid): Step => ({
        jump: step,
        at: (i) => [begin + i * step, begin + i * step],
      }),
    ),
  transpose: ({ permutation }, rank) =>
    permutation.slice(-rank).every((axis: number, i: number) => axis === permutation.length - rank + i)
      ? undefined
      : unknown("transpose", "moves spatial axes"),
  flip: ({ axes, shape }, rank) =>
    axes.some((axis: number) => axis >= shape.length - rank)
      ? unknown("flip", "turns positions round")
      : undefined,
  adaptiveAvgPool: shares,
  adaptiveMaxPool: shares,
  upsample: (g: ResampleGeometry) =>
    g.axes.map((axis) => ({
      jump: axis.step,
      at(i) {
        const inside = Math.min(Math.max(i, 0), axis.output - 1);
        const places = resampledFrom(g, axis, inside).map(({ at }) => at);
        return [places[0], places[places.length - 1]];
      },
    })),
};

interface Grid {
  readonly begin: number;
  readonly step: number;
}

/** Adaptive pooling: region i of o over n elements. */
function shares({ input, output }: { input: number[]; output: number[] }): Step[] {
  return input.map((n, axis) => ({
    jump: n / output[axis],
    at: (i) => [Math.floor((i * n) / output[axis]), Math.ceil(((i + 1) * n) / output[axis]) - 1],
  }));
}
