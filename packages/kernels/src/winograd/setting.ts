import type { Convolution } from "../maps.js";

/**
 * A convolution of stride 1 over planes, or its input gradient, which is one too: of dy with the filters
 * turned round and channels exchanged. Sizes of one group.
 */
export interface WinogradSetting {
  readonly batch: number;
  readonly groups: number;
  /** F(m × m, r × r). */
  readonly m: number;
  readonly r: number;
  readonly sources: number;
  readonly targets: number;
  readonly input: readonly [height: number, width: number];
  readonly output: readonly [height: number, width: number];
  readonly begin: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  /** Elements between filters of neighbouring targets and sources, and between taps; the first tap. */
  readonly weight: {
    readonly target: number;
    readonly source: number;
    readonly tap: number;
    readonly first: number;
  };
}

/** Kernel sizes that each tile size serves. */
const served: Record<number, readonly number[]> = { 2: [3, 5], 4: [3] };

/** True, or why tiles of m × m outputs do not apply. */
export function winogradSupports({ axes }: Convolution, m: number): true | string {
  if (axes.length !== 2) return "only planes are transformed";
  if (axes.some(({ stride }) => stride !== 1)) return "the stride is not 1";
  const [{ kernel }, other] = axes;
  if (kernel !== other.kernel || !served[m].includes(kernel))
    return `the kernel is not ${served[m].map((r) => `${r} × ${r}`).join(" or ")}`;
  return true;
}

export function winogradSetting(kind: "output" | "inputGrad", g: Convolution, m: number): WinogradSetting {
  const { batch, groups, inGroup, outGroup, axes } = g;
  const r = axes[0].kernel;
  const pair = (of: (axis: (typeof axes)[number]) => number): [number, number] => [of(axes[0]), of(axes[1])];
  const [input, output] = [pair((axis) => axis.input), pair((axis) => axis.output)];
  const common = { batch, groups, m, r, dilation: pair((axis) => axis.dilation) };
  const [ofOutput, ofInput] = [inGroup * r * r, r * r];
  if (kind === "output") {
    const weight = { target: ofOutput, source: ofInput, tap: 1, first: 0 };
    return {
      ...common,
      sources: inGroup,
      targets: outGroup,
      input,
      output,
      begin: pair((axis) => axis.padding[0]),
      weight,
    };
  }
  return {
    ...common,
    sources: outGroup,
    targets: inGroup,
    input: output,
    output: input,
    begin: pair((axis) => axis.dilation * (r - 1) - axis.padding[0]),
    weight: { target: ofInput, source: ofOutput, tap: -1, first: r * r - 1 },
  };
}

/** Tiles along one axis: first outputs, every `dilation`-th output being one ordinary convolution. */
export function tileStarts(output: number, dilation: number, m: number): number[] {
  const starts: number[] = [];
  for (let phase = 0; phase < Math.min(dilation, output); phase++)
    for (let start = phase; start < output; start += m * dilation) starts.push(start);
  return starts;
}

/**
 * Size that all tiles together need along one axis: of the result, and of the placed input. Without a list,
 * because any size may be asked about.
 */
export function reach(
  output: number,
  dilation: number,
  m: number,
  r: number,
): { output: number; input: number } {
  // Tiles start where ⌊i/d⌋ is a multiple of m: the last such i.
  const row = Math.floor((output - 1) / dilation);
  const last = row % m === 0 ? output - 1 : (row - (row % m) + 1) * dilation - 1;
  return { output: last + (m - 1) * dilation + 1, input: last + (m + r - 2) * dilation + 1 };
}

/** How many tiles there are, without a list as well. */
export function countTiles({ output, dilation, m }: WinogradSetting): number {
  return output.reduce((product, size, axis) => {
    const d = Math.min(dilation[axis], size);
    const [long, rest] = [Math.ceil(size / d), size % d];
    const tiles = (length: number): number => Math.ceil(length / m);
    const along = rest === 0 ? d * tiles(long) : rest * tiles(long) + (d - rest) * tiles(long - 1);
    return product * along;
  }, 1);
}
