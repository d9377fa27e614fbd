/**
 * Float32 implementations of this package's operations. Each of the three maps of a convolution is a product of
 * matrices over tables of offsets (`ProductMap`); the algorithms differ in how they multiply: "simd" in WebAssembly,
 * "simd-depthwise" by sliding filters over planes, "winograd…" over transformed tiles, "tiles" packed into register
 * tiles of plain numbers, "direct" reading in place.
 */
import {
  addDirectly,
  addProduct,
  type Convolution,
  type Fusion,
  fitsArena,
  inputGradMap,
  outputMap,
  type ProductMap,
  type Program,
  productCycles,
  productProgram,
  programBytes,
  runPlain,
  runProgram,
  type SlideKind,
  simdAvailable,
  slideCycles,
  slideElements,
  slideProgram,
  slideSupports,
  slideWeightGradProgram,
  type WinogradSetting,
  weightGradMap,
  winogradCycles,
  winogradGradientCycles,
  winogradGradientProgram,
  winogradProgram,
  winogradSetting,
  winogradSupports,
} from "@convkit/kernels";
import type { FastImplementation } from "@convkit/tensor";
import { fillChannels } from "./channels.js";
import type { ConvGeometry } from "./geometry.js";
import { remember } from "./remember.js";

/** Equal settings are one object, for which plans are made once. */
const convolution = remember<ConvGeometry, Convolution>(
  ({ batch, groups, inChannels, outChannels, window: { axes } }) => {
    const numbers = axes.flatMap((a) => [a.input, a.output, a.kernel, a.stride, a.dilation, ...a.padding]);
    return [batch, groups, inChannels, outChannels, ...numbers].join();
  },
  ({ batch, groups, inChannels, outChannels, window: { axes } }) => ({
    ...{ batch, groups, axes },
    inGroup: inChannels / groups,
    outGroup: outChannels / groups,
  }),
);

/** Makes a plan once for all calls of equal settings. */
function remembered<T extends object>(make: (g: Convolution) => T): (g: ConvGeometry) => T {
  const made = new WeakMap<Convolution, T>();
  return (geometry) => {
    const g = convolution(geometry);
    const known = made.get(g) ?? make(g);
    made.set(g, known);
    return known;
  };
}

/** One of the three maps of a convolution. */
interface MapOf {
  readonly kind: SlideKind;
  readonly map: (g: Convolution) => ProductMap;
  /** Channels of the result, for a bias. */
  readonly channels: (g: ConvGeometry) => number;
}

const shared = ({ unshared }: ConvGeometry): true | string => !unshared || "weights differ at every position";

/** A way to compute a map in WebAssembly. */
interface Vectors {
  readonly name: string;
  /** True, or why not. */
  readonly able?: (g: Convolution) => true | string;
  /** Estimated machine cycles: of a call without fusion, copies included, or as a part of a network. */
  readonly cycles: (g: Convolution, fusion?: Fusion) => number;
  readonly program: (g: Convolution, fusion: Fusion) => Program;
}

function vectors(
  { kind }: MapOf,
  { name, able, cycles, program }: Vectors,
): FastImplementation<ConvGeometry> {
  // Weights are prepared once for all samples; a weight gradient has none.
  const constant = (g: Convolution): boolean => g.batch > 1 && kind !== "weightGrad";
  const programs = [false, true].map((bias) =>
    remembered((g) => program(g, { bias, constant: constant(g) })),
  );
  const eager = (g: ConvGeometry, inputs: number): Program => programs[Number(inputs > 2)](g);
  const estimate = remembered((g) => ({ ofCall: cycles(g) }));
  return {
    name,
    supports(g, _inputs, fusion) {
      const possible = able?.(convolution(g)) ?? true;
      if (possible !== true) return possible;
      if (shared(g) !== true) return shared(g);
      if (simdAvailable() !== true) return simdAvailable();
      return fusion !== undefined || fitsArena(programBytes(eager(g, 2)));
    },
    // A call takes something beside its work; in a network it is a step like any other.
    predict: (g, _inputs, _outputs, fusion) =>
      fusion ? 100 + 0.06 * cycles(convolution(g), fusion) : 2000 + 0.06 * estimate(g).ofCall,
    program: (g, _inputs, _outputs, fusion) => ({ program: program(convolution(g), fusion), batch: g.batch }),
    run: (g, inputs, [result]) =>
      runProgram(eager(g, inputs.length), g.batch, inputs as Float32Array[], result as Float32Array),
  };
}

/** Products in register tiles. */
const tiled = ({ map }: MapOf): Vectors => ({
  name: "simd",
  cycles: (g, fusion) => productCycles(map(g), fusion),
  program: (g, fusion) => productProgram(map(g), fusion),
});

/** Filters that slide over planes, for groups of few channels. */
const sliding = ({ kind }: MapOf): Vectors => ({
  name: "simd-depthwise",
  able: (g) => slideSupports(kind, g),
  cycles: (g, fusion) => slideCycles(kind, g) + (fusion ? 0 : slideElements(g)),
  program: (g, fusion) => (kind === "weightGrad" ? slideWeightGradProgram(g) : slideProgram(kind, g, fusion)),
});

/** F(m × m, r × r) of Winograd. */
function winograd({ kind }: MapOf, m: number): Vectors {
  const common = {
    name: `winograd${m}x${m}`,
    able: (g: Convolution) => winogradSupports(g, m, kind),
  };
  if (kind === "weightGrad") {
    const setting = (g: Convolution): WinogradSetting => winogradSetting("output", g, m);
    return {
      ...common,
      cycles: (g, fusion) => winogradGradientCycles(setting(g), fusion),
      program: (g) => winogradGradientProgram(setting(g)),
    };
  }
  return {
    ...common,
    cycles: (g, fusion) => winogradCycles(winogradSetting(kind, g, m), fusion),
    program: (g, fusion) => winogradProgram(winogradSetting(kind, g, m), fusion),
  };
}

/** c += the map of a and b, in plain numbers. */
function plain(
  { channels, map }: MapOf,
  multiply: typeof addProduct,
): FastImplementation<ConvGeometry>["run"] {
  const mapOf = remembered(map);
  return (g, inputs, [result]) => {
    if (inputs[2]) fillChannels(result, inputs[2], channels(g), g.batch);
    const [b, a, c] = [inputs[0], inputs[1], result].map((data) => data as Float32Array);
    runPlain(multiply, mapOf(g), a, b, c);
  };
}

/** Sums an estimate over the products of a map: rows, columns and depth of each. */
function estimate(map: ProductMap, of: (rows: number, columns: number, depth: number) => number): number {
  const once = map.products.map(({ a, b }) => of(a.outer.count, b.inner.count, b.outer.count));
  return map.batch * map.groups * once.reduce((sum, cost) => sum + cost, 0);
}

const whole = (count: number): number => 4 * Math.ceil(count / 4);

// Constants of `predict` in multiply-adds of the definition (about 6 ns), from `npm run bench`.
function implementations(of: MapOf): FastImplementation<ConvGeometry>[] {
  const map = remembered(of.map);
  return [
    ...[tiled(of), sliding(of), winograd(of, 4), winograd(of, 2)].map((way) => vectors(of, way)),
    {
      name: "tiles",
      supports: shared,
      // Full tiles, and one copy of each operand.
      predict: (g) =>
        estimate(
          map(g),
          (rows, columns, depth) =>
            0.14 * whole(rows) * whole(columns) * depth + 0.6 * depth * (rows + columns),
        ),
      run: plain(of, addProduct),
    },
    {
      name: "direct",
      supports: shared,
      predict: (g) =>
        estimate(map(g), (rows, columns, depth) => 0.3 * rows * columns * depth + 0.6 * rows * columns),
      run: plain(of, addDirectly),
    },
  ];
}

/** For each map of a convolution, the ways to compute it. */
export const fast: Record<"output" | "inputGrad" | "weightGrad", FastImplementation<ConvGeometry>[]> = {
  output: implementations({ kind: "output", map: outputMap, channels: (g) => g.outChannels }),
  inputGrad: implementations({ kind: "inputGrad", map: inputGradMap, channels: (g) => g.inChannels }),
  weightGrad: implementations({ kind: "weightGrad", map: weightGradMap, channels: (g) => g.outChannels }),
};
