/**
 * Float32 implementations of this package's operations. The three maps of a convolution are one product of
 * matrices over other tables of offsets; "tiles" packs it into register tiles, "direct" reads in place.
 */
import {
  addDirectly,
  addProduct,
  cropInto,
  type Layout,
  layoutOf,
  type Operand,
  offsets,
  padded,
} from "@convkit/kernels";
import type { Data, FastImplementation } from "@convkit/tensor";
import { fillChannels } from "./channels.js";
import type { ConvGeometry } from "./geometry.js";
import { spatialSizes } from "./taps.js";

/** One group of one sample: where its tensors begin, and the tables that all groups share. */
interface Block {
  readonly layout: Layout;
  readonly channels: number;
  readonly x: number;
  readonly w: number;
  readonly y: number;
  /** Weight of output channel o (filters) at (channel, tap) (weights). */
  readonly filters: Int32Array;
  readonly weights: Int32Array;
  /** Padded input under (channel, tap), beside `layout.positions`. */
  readonly reads: Int32Array;
  /** Output of channel o (maps) at a position (pixels). */
  readonly maps: Int32Array;
  readonly pixels: Int32Array;
}

function eachBlock(g: ConvGeometry, visit: (block: Block) => void): void {
  const [inGroup, outGroup] = [g.inChannels / g.groups, g.outChannels / g.groups];
  const size = spatialSizes(g.window);
  const depth = inGroup * size.kernel;
  const layout = layoutOf(g.window.axes);
  const channelTaps = Array.from({ length: inGroup }, (_, c) =>
    layout.taps.map((tap) => tap + c * layout.size),
  );
  const tables = {
    layout,
    channels: inGroup,
    filters: offsets([outGroup], [depth]),
    weights: offsets([depth], [1]),
    reads: Int32Array.from(channelTaps.flatMap((taps) => [...taps])),
    maps: offsets([outGroup], [size.output]),
    pixels: offsets([size.output], [1]),
  };
  for (let n = 0; n < g.batch; n++)
    for (let group = 0; group < g.groups; group++)
      visit({
        ...tables,
        x: (n * g.inChannels + group * inGroup) * size.input,
        w: group * outGroup * depth,
        y: (n * g.outChannels + group * outGroup) * size.output,
      });
}

type Multiply = (a: Operand, b: Operand, c: Operand) => void;
type Run = (multiply: Multiply, g: ConvGeometry, inputs: readonly Data[], outputs: readonly Data[]) => void;

/** The padded input of a block, or the input itself where nothing is padded. */
function source({ window }: ConvGeometry, x: Data, block: Block): Pick<Operand, "data" | "base"> {
  const data = x as Float32Array;
  if (block.layout.direct) return { data, base: block.x };
  return {
    data: padded(window.axes, block.layout, { data, base: block.x, channels: block.channels }),
    base: 0,
  };
}

const outputMap: Run = (multiply, g, [x, w, bias], [y]) => {
  if (bias) fillChannels(y, bias, g.outChannels, g.batch);
  eachBlock(g, (b) => {
    multiply(
      { data: w as Float32Array, base: b.w, outer: b.filters, inner: b.weights },
      { ...source(g, x, b), outer: b.reads, inner: b.layout.positions },
      { data: y as Float32Array, base: b.y, outer: b.maps, inner: b.pixels },
    );
  });
};

const weightGradMap: Run = (multiply, g, [x, dy], [dw]) =>
  eachBlock(g, (b) => {
    multiply(
      { data: dy as Float32Array, base: b.y, outer: b.maps, inner: b.pixels },
      { ...source(g, x, b), outer: b.layout.positions, inner: b.reads },
      { data: dw as Float32Array, base: b.w, outer: b.filters, inner: b.weights },
    );
  });

/** Adds every product to the place that its tap reads, in a padded copy, and keeps the inside. */
const inputGradMap: Run = (multiply, g, [dy, w, bias], [dx]) => {
  eachBlock(g, (b) => {
    const target = { data: dx as Float32Array, base: b.x, channels: b.channels };
    const around = b.layout.direct ? undefined : new Float32Array(b.layout.size * b.channels);
    multiply(
      { data: w as Float32Array, base: b.w, outer: b.weights, inner: b.filters },
      { data: dy as Float32Array, base: b.y, outer: b.maps, inner: b.pixels },
      {
        data: around ?? target.data,
        base: around ? 0 : target.base,
        outer: b.reads,
        inner: b.layout.positions,
      },
    );
    if (around) cropInto(g.window.axes, b.layout, around, target);
  });
  if (bias) addChannels(dx, bias, g.inChannels, g.batch);
};

function addChannels(x: Data, bias: Data, channels: number, batch: number): void {
  const size = x.length / (channels * batch);
  for (let i = 0; i < x.length; i++) x[i] += bias[Math.floor(i / size) % channels];
}

/** Rows, columns and depth of a block's product. */
type Extents = (block: { outGroup: number; depth: number; pixels: number }) => [number, number, number];

function implementations(run: Run, extents: Extents): FastImplementation<ConvGeometry>[] {
  const supports = ({ unshared }: ConvGeometry): true | string =>
    !unshared || "weights differ at every position";
  const sizes = (g: ConvGeometry): { blocks: number; rows: number; columns: number; depth: number } => {
    const { kernel, output } = spatialSizes(g.window);
    const [rows, columns, depth] = extents({
      outGroup: g.outChannels / g.groups,
      depth: (g.inChannels / g.groups) * kernel,
      pixels: output,
    });
    return { blocks: g.batch * g.groups, rows, columns, depth };
  };
  const whole = (count: number): number => 4 * Math.ceil(count / 4);
  return [
    {
      name: "tiles",
      supports,
      // Full tiles, and one copy of each operand; constants from benchmarks/layers.
      predict(g) {
        const { blocks, rows, columns, depth } = sizes(g);
        return blocks * (0.14 * whole(rows) * whole(columns) * depth + 0.6 * depth * (rows + columns));
      },
      run: (g, inputs, outputs) => run(addProduct, g, inputs, outputs),
    },
    {
      name: "direct",
      supports,
      predict(g) {
        const { blocks, rows, columns, depth } = sizes(g);
        return blocks * (0.3 * rows * columns * depth + 0.6 * rows * columns);
      },
      run: (g, inputs, outputs) => run(addDirectly, g, inputs, outputs),
    },
  ];
}

/** For each map of a convolution, the ways to compute it. */
export const fast: Record<"output" | "inputGrad" | "weightGrad", FastImplementation<ConvGeometry>[]> = {
  output: implementations(outputMap, ({ outGroup, depth, pixels }) => [outGroup, pixels, depth]),
  inputGrad: implementations(inputGradMap, ({ outGroup, depth, pixels }) => [depth, pixels, outGroup]),
  weightGrad: implementations(weightGradMap, ({ outGroup, depth, pixels }) => [outGroup, depth, pixels]),
};
