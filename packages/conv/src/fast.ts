/**
 * Float32 implementations of this package's operations. Each of the three maps of a convolution is a product
 * of matrices over tables of offsets (`ProductMap`); the algorithms differ in how they multiply:
 * "simd" in WebAssembly, "tiles" packed into register tiles of plain numbers, "direct" reading in place.
 */
import {
  addDirectly,
  addProduct,
  type Convolution,
  fitsArena,
  inputGradMap,
  outputMap,
  type ProductMap,
  runPlain,
  runSimd,
  simdLevel,
  simdMapBytes,
  simdMapCycles,
  weightGradMap,
} from "@convkit/kernels";
import type { Data, FastImplementation } from "@convkit/tensor";
import { fillChannels } from "./channels.js";
import type { ConvGeometry } from "./geometry.js";

const convolution = ({ batch, groups, inChannels, outChannels, window }: ConvGeometry): Convolution => ({
  batch,
  groups,
  inGroup: inChannels / groups,
  outGroup: outChannels / groups,
  axes: window.axes,
});

/** Makes a map once for each geometry: `supports`, `predict` and `run` of one call get the same object. */
function remembered(make: (g: Convolution) => ProductMap): (g: ConvGeometry) => ProductMap {
  const made = new WeakMap<ConvGeometry, ProductMap>();
  return (geometry) => {
    const known = made.get(geometry) ?? make(convolution(geometry));
    made.set(geometry, known);
    return known;
  };
}

interface MapOf {
  readonly map: (g: ConvGeometry) => ProductMap;
  /** Which inputs are the operands a and b of the map. */
  readonly operands: readonly [a: number, b: number];
  /** Channels of the result, for a bias. */
  readonly channels: (g: ConvGeometry) => number;
}

type Multiply = (map: ProductMap, a: Float32Array, b: Float32Array, c: Float32Array) => void;

const run =
  ({ map, operands: [a, b], channels }: MapOf, multiply: Multiply): FastImplementation<ConvGeometry>["run"] =>
  (g, inputs, [result]) => {
    if (inputs[2]) fillChannels(result, inputs[2], channels(g), g.batch);
    const single = (data: Data): Float32Array => data as Float32Array;
    multiply(map(g), single(inputs[a]), single(inputs[b]), single(result));
  };

const shared = ({ unshared }: ConvGeometry): true | string => !unshared || "weights differ at every position";

/** Sums an estimate over the products of a map: rows, columns and depth of each. */
function estimate(map: ProductMap, of: (rows: number, columns: number, depth: number) => number): number {
  const once = map.products.map(({ a, b }) => of(a.outer.count, b.inner.count, b.outer.count));
  return map.batch * map.groups * once.reduce((sum, cost) => sum + cost, 0);
}

const whole = (count: number): number => 4 * Math.ceil(count / 4);

// Constants of `predict` in multiply-adds of the definition (about 6 ns), from `npm run bench`.
function implementations(of: MapOf): FastImplementation<ConvGeometry>[] {
  return [
    {
      name: "simd",
      supports(g) {
        if (shared(g) !== true) return shared(g);
        if (simdLevel() === "none") return "this machine has no WebAssembly SIMD";
        return fitsArena(simdMapBytes(of.map(g)));
      },
      predict: (g) => 2000 + 0.05 * simdMapCycles(of.map(g)),
      run: run(of, runSimd),
    },
    {
      name: "tiles",
      supports: shared,
      // Full tiles, and one copy of each operand.
      predict: (g) =>
        estimate(
          of.map(g),
          (rows, columns, depth) =>
            0.14 * whole(rows) * whole(columns) * depth + 0.6 * depth * (rows + columns),
        ),
      run: run(of, (map, a, b, c) => runPlain(addProduct, map, a, b, c)),
    },
    {
      name: "direct",
      supports: shared,
      predict: (g) =>
        estimate(of.map(g), (rows, columns, depth) => 0.3 * rows * columns * depth + 0.6 * rows * columns),
      run: run(of, (map, a, b, c) => runPlain(addDirectly, map, a, b, c)),
    },
  ];
}

/** For each map of a convolution, the ways to compute it. */
export const fast: Record<"output" | "inputGrad" | "weightGrad", FastImplementation<ConvGeometry>[]> = {
  output: implementations({
    map: remembered(outputMap),
    operands: [1, 0],
    channels: (g) => g.outChannels,
  }),
  inputGrad: implementations({
    map: remembered(inputGradMap),
    operands: [1, 0],
    channels: (g) => g.inChannels,
  }),
  weightGrad: implementations({
    map: remembered(weightGradMap),
    operands: [1, 0],
    channels: (g) => g.outChannels,
  }),
};
