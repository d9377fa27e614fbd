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
  /** Elements between filters of neighbouring targets and sources; whether filters are turned round. */
  readonly weight: {
    readonly target: number;
    readonly source: number;
    readonly turned: boolean;
  };
}

/** Kernel sizes that each tile size serves. */
const served: Record<number, readonly number[]> = { 2: [3, 5], 4: [3] };

/** Outputs of a map on whose sum the weight gradient errs less than 3 × as much as a direct sum, by m and kernel. */
const enough: Record<string, number> = { "4 3": 144, "2 5": 400 };

/** True, or why tiles of m × m outputs do not apply. */
export function winogradSupports(
  { axes }: Convolution,
  m: number,
  kind: "output" | "inputGrad" | "weightGrad" = "output",
): true | string {
  if (axes.length !== 2) return "only planes are transformed";
  if (axes.some(({ stride }) => stride !== 1)) return "the stride is not 1";
  const [{ kernel }, other] = axes;
  if (kernel !== other.kernel || !served[m].includes(kernel))
    return `the kernel is not ${served[m].map((r) => `${r} × ${r}`).join(" or ")}`;
  const least = enough[`${m} ${kernel}`] ?? 0;
  const outputs = axes[0].output * axes[1].output;
  if (kind === "weightGrad" && outputs < least)
    return `sums of ${outputs} products are less exact than direct ones until there are ${least}`;
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
    const weight = { target: ofOutput, source: ofInput, turned: false };
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
    weight: { target: ofInput, source: ofOutput, turned: true },
  };
}

/** Tiles along one axis, phase by phase of the dilation: where each begins, and how many of its outputs exist. */
export interface AxisTile {
  /** In the placed planes, whose phases lie one after another. */
  readonly placed: number;
  readonly output: number;
  readonly exist: number;
}

/**
 * A dilated convolution is several ordinary ones, interleaved: every `dilation`-th output, from each of the first ones on, reads every
 * `dilation`-th input.
 */
export interface TiledAxis {
  readonly phases: number;
  /** Placed elements of one phase: all that its tiles reach. */
  readonly length: number;
  readonly count: number;
  /** Tiles all of whose outputs exist. */
  readonly whole: number;
}

/** Without a list, because any size may be asked about. */
export function tiledAxis(output: number, dilation: number, m: number, r: number): TiledAxis {
  const phases = Math.min(dilation, output);
  const [long, rest] = [Math.ceil(output / phases), output % phases || phases];
  const over = (tiles: (length: number) => number): number =>
    rest * tiles(long) + (phases - rest) * tiles(long - 1);
  const tiles = (length: number): number => Math.ceil(length / m);
  return {
    phases,
    length: m * tiles(long) + r - 1,
    count: over(tiles),
    whole: over((length) => Math.floor(length / m)),
  };
}

export function axisTiles(output: number, dilation: number, m: number, r: number): AxisTile[] {
  const { phases, length } = tiledAxis(output, dilation, m, r);
  return Array.from({ length: phases }, (_, phase) => phase).flatMap((phase) => {
    const outputs = Math.ceil((output - phase) / dilation);
    return Array.from({ length: Math.ceil(outputs / m) }, (_, i) => ({
      placed: phase * length + i * m,
      output: phase + i * m * dilation,
      exist: Math.min(m, outputs - i * m),
    }));
  });
}

/** Sizes of a plane with its padding, phase after phase. */
export const placedSizes = ({ output, dilation, m, r }: WinogradSetting): number[] =>
  output.map((size, axis) => {
    const { phases, length } = tiledAxis(size, dilation[axis], m, r);
    return phases * length;
  });
