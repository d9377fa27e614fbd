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
  simdLevel,
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
import type { Data, FastImplementation } from "@convkit/tensor";
import { fillChannels } from "./channels.js";
import type { ConvGeometry } from "./geometry.js";

/** Convolutions of the last calls by their settings: equal ones are one object, for which plans are made once. */
const seen = new Map<string, Convolution>();
const mostSeen = 100;

function convolution({
  batch,
  groups,
  inChannels,
  outChannels,
  window: { axes },
}: ConvGeometry): Convolution {
  const numbers = axes.flatMap((a) => [a.input, a.output, a.kernel, a.stride, a.dilation, ...a.padding]);
  const key = [batch, groups, inChannels, outChannels, ...numbers].join();
  const known = seen.get(key) ?? {
    ...{ batch, groups, axes },
    inGroup: inChannels / groups,
    outGroup: outChannels / groups,
  };
  seen.delete(key);
  seen.set(key, known); // the newest stands last
  if (seen.size > mostSeen) seen.delete(seen.keys().next().value as string);
  return known;
}

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

interface MapOf {
  readonly kind: SlideKind;
  readonly map: (g: ConvGeometry) => ProductMap;
  readonly mapOf: (g: Convolution) => ProductMap;
  /** Channels of the result, for a bias. */
  readonly channels: (g: ConvGeometry) => number;
}

/** c += the map of a and b. */
type Compute = (g: ConvGeometry, a: Float32Array, b: Float32Array, c: Float32Array) => void;

const run =
  ({ channels }: MapOf, compute: Compute): FastImplementation<ConvGeometry>["run"] =>
  (g, inputs, [result]) => {
    if (inputs[2]) fillChannels(result, inputs[2], channels(g), g.batch);
    const single = (data: Data): Float32Array => data as Float32Array;
    compute(g, single(inputs[1]), single(inputs[0]), single(result));
  };

const shared = ({ unshared }: ConvGeometry): true | string => !unshared || "weights differ at every position";

/** What all SIMD algorithms ask; `bytes` of the arena, where there is a call. */
function vectors(g: ConvGeometry, bytes: () => number, fusion: Fusion | undefined): true | string {
  if (shared(g) !== true) return shared(g);
  if (simdLevel() === "none") return "this machine has no WebAssembly SIMD";
  return fusion !== undefined || fitsArena(bytes());
}

/** Filters that slide over planes, for groups of few channels. */
function sliding({ kind }: MapOf): FastImplementation<ConvGeometry> {
  const make = (g: Convolution, fusion: Fusion): Program =>
    kind === "weightGrad" ? slideWeightGradProgram(g) : slideProgram(kind, g, fusion);
  const programs = [false, true].map((bias) => remembered((g) => make(g, { bias })));
  const eager = (g: ConvGeometry, inputs: number): Program => programs[Number(inputs > 2)](g);
  return {
    name: "simd-depthwise",
    supports(g, _inputs, fusion) {
      const able = slideSupports(kind, convolution(g));
      return able === true ? vectors(g, () => programBytes(eager(g, 2)), fusion) : able;
    },
    predict(g, _inputs, _outputs, fusion) {
      const copies = fusion ? 0 : slideElements(convolution(g));
      return call(fusion) + 0.06 * (slideCycles(kind, convolution(g)) + copies);
    },
    program: (g, _inputs, _outputs, fusion) => ({ program: make(convolution(g), fusion), batch: g.batch }),
    run: (g, inputs, [result]) =>
      runProgram(eager(g, inputs.length), g.batch, inputs as Float32Array[], result as Float32Array),
  };
}

/** F(m × m, r × r) of Winograd. */
function winograd({ kind }: MapOf, m: number): FastImplementation<ConvGeometry> {
  const gradient = kind === "weightGrad";
  const settingOf = (g: Convolution): WinogradSetting =>
    winogradSetting(kind === "weightGrad" ? "output" : kind, g, m);
  const setting = remembered(settingOf);
  const make = (s: WinogradSetting, fusion: Fusion): Program =>
    gradient ? winogradGradientProgram(s) : winogradProgram(s, fusion);
  // The weights are transformed once for all samples.
  const programs = [false, true].map((bias) =>
    remembered((g) => make(settingOf(g), { bias, constant: g.batch > 1 })),
  );
  const eager = (g: ConvGeometry, inputs: number): Program => programs[Number(inputs > 2)](g);
  return {
    name: `winograd${m}x${m}`,
    supports(g, _inputs, fusion) {
      const able = winogradSupports(convolution(g), m, kind);
      return able === true ? vectors(g, () => programBytes(eager(g, 2)), fusion) : able;
    },
    predict: (g, _inputs, _outputs, fusion) =>
      call(fusion) +
      0.06 * (gradient ? winogradGradientCycles(setting(g), fusion) : winogradCycles(setting(g), fusion)),
    program: (g, _inputs, _outputs, fusion) => ({ program: make(setting(g), fusion), batch: g.batch }),
    run: (g, inputs, [result]) =>
      runProgram(eager(g, inputs.length), g.batch, inputs as Float32Array[], result as Float32Array),
  };
}

/** What a call takes beside its work, in units of `predict`; in a network it is a step like any other. */
const call = (fusion: Fusion | undefined): number => (fusion ? 100 : 2000);

/** Sums an estimate over the products of a map: rows, columns and depth of each. */
function estimate(map: ProductMap, of: (rows: number, columns: number, depth: number) => number): number {
  const once = map.products.map(({ a, b }) => of(a.outer.count, b.inner.count, b.outer.count));
  return map.batch * map.groups * once.reduce((sum, cost) => sum + cost, 0);
}

const whole = (count: number): number => 4 * Math.ceil(count / 4);

// Constants of `predict` in multiply-adds of the definition (about 6 ns), from `npm run bench`.
function implementations(of: MapOf): FastImplementation<ConvGeometry>[] {
  const programs = [false, true].map((bias) => remembered((g) => productProgram(of.mapOf(g), { bias })));
  const eager = (g: ConvGeometry, inputs: number): Program => programs[Number(inputs > 2)](g);
  return [
    {
      name: "simd",
      supports: (g, _inputs, fusion) => vectors(g, () => programBytes(eager(g, 2)), fusion),
      predict: (g, _inputs, _outputs, fusion) => call(fusion) + 0.06 * productCycles(of.map(g), fusion),
      program: (g, _inputs, _outputs, fusion) => ({
        program: productProgram(of.map(g), fusion),
        batch: g.batch,
      }),
      run: (g, inputs, [result]) =>
        runProgram(eager(g, inputs.length), g.batch, inputs as Float32Array[], result as Float32Array),
    },
    sliding(of),
    winograd(of, 4),
    winograd(of, 2),
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
      run: run(of, (g, a, b, c) => runPlain(addProduct, of.map(g), a, b, c)),
    },
    {
      name: "direct",
      supports: shared,
      predict: (g) =>
        estimate(of.map(g), (rows, columns, depth) => 0.3 * rows * columns * depth + 0.6 * rows * columns),
      run: run(of, (g, a, b, c) => runPlain(addDirectly, of.map(g), a, b, c)),
    },
  ];
}

const mapsOf = (
  kind: SlideKind,
  map: (g: Convolution) => ProductMap,
  channels: MapOf["channels"],
): MapOf => ({
  kind,
  mapOf: map,
  map: remembered(map),
  channels,
});

/** For each map of a convolution, the ways to compute it. */
export const fast: Record<"output" | "inputGrad" | "weightGrad", FastImplementation<ConvGeometry>[]> = {
  output: implementations(mapsOf("output", outputMap, (g) => g.outChannels)),
  inputGrad: implementations(mapsOf("inputGrad", inputGradMap, (g) => g.inChannels)),
  weightGrad: implementations(mapsOf("weightGrad", weightGradMap, (g) => g.outChannels)),
};
