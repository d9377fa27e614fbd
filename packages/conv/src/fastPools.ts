/**
 * Float32 implementations of pooling, in WebAssembly SIMD: windows slide over planes as in a depthwise convolution, with
 * max or plus in place of multiply-add.
 */
import {
  avgPoolGradProgram,
  avgPoolProgram,
  fitsArena,
  maxPoolGradProgram,
  maxPoolProgram,
  type Pooling,
  type Program,
  poolCycles,
  programBytes,
  runProgram,
  simdAvailable,
} from "@convkit/kernels";
import { type Axis, type FastImplementation, sizeOf } from "@convkit/tensor";
import { type AvgPoolGeometry, divisorsOf } from "./divisors.js";
import type { MaxPoolGeometry } from "./ops/maxima.js";
import type { PoolGeometry } from "./poolGeometry.js";
import { remember } from "./remember.js";

/** The windows of pooling; adaptive regions are some where they are equally large. */
function axesOf({ window, input, output }: PoolGeometry): readonly Axis[] | undefined {
  if (window) return window.axes;
  if (input.some((size, axis) => size % output[axis] !== 0)) return undefined;
  return input.map((size, axis) => {
    const kernel = size / output[axis];
    return { ...{ input: size, output: output[axis], kernel }, stride: kernel, dilation: 1, padding: [0, 0] };
  });
}

const poolingOf = (g: PoolGeometry): Pooling => ({ channels: g.channels, axes: axesOf(g)! });

const keyOf = (g: PoolGeometry & Partial<AvgPoolGeometry>): string =>
  JSON.stringify([g.channels, g.divisor, axesOf(g)]);

/** Elements under a window, and so places to look up: more are work for the definition. */
const mostTaps = 4096;

/** @param why an operation cannot be computed so, where it cannot */
function simd<G extends PoolGeometry>(
  make: (g: G) => Program,
  {
    against = () => undefined,
    slowness = 1,
  }: { against?: (g: G) => string | undefined; slowness?: number } = {},
): FastImplementation<G>[] {
  const program = remember<G, Program>(keyOf, make);
  return [
    {
      name: "simd",
      supports(g, _inputs, fusion) {
        if (simdAvailable() !== true) return simdAvailable();
        const axes = axesOf(g);
        if (!axes) return "its regions differ in size";
        const taps = axes.reduce((all, { kernel }) => all * kernel, 1);
        if (taps > mostTaps) return `${taps} elements lie under a window, more than ${mostTaps}`;
        return against(g) ?? (fusion !== undefined || fitsArena(programBytes(program(g))));
      },
      // In steps of the definition's loop, about 9 ns; copies in and out.
      predict(g, inputs, outputs, fusion) {
        const copied = fusion
          ? 0
          : [...inputs, ...outputs].reduce((all, { shape }) => all + sizeOf(shape), 0);
        return (fusion ? 10 : 500) + 0.04 * (slowness * g.batch * poolCycles(poolingOf(g)) + copied);
      },
      program: (g, _inputs, _outputs, { bias, residual, clamp }) =>
        bias || residual || clamp ? undefined : { program: program(g), batch: g.batch },
      run: (g, inputs, [result]) =>
        runProgram(program(g), g.batch, inputs as Float32Array[], result as Float32Array),
    },
  ];
}

/** Phases of the strides, each a pass over the gradient: more are work for the definition. */
const mostPhases = 64;

function manyPhases(g: PoolGeometry): string | undefined {
  const phases = axesOf(g)!.reduce((all, { stride, input }) => all * Math.min(stride, input), 1);
  return phases > mostPhases ? `its stride has ${phases} phases, more than ${mostPhases}` : undefined;
}

const unlessFirst = ({ ties }: MaxPoolGeometry): string | undefined =>
  ties === "first" ? undefined : `its ties are "${ties}"`;

/** For each kind of pooling and its gradient, the ways to compute it. */
export const fast: {
  max: FastImplementation<MaxPoolGeometry>[];
  maxGrad: FastImplementation<MaxPoolGeometry>[];
  avg: FastImplementation<AvgPoolGeometry>[];
  avgGrad: FastImplementation<AvgPoolGeometry>[];
} = {
  max: simd((g) => maxPoolProgram(poolingOf(g))),
  maxGrad: simd((g) => maxPoolGradProgram(poolingOf(g)), { against: unlessFirst, slowness: 4 }),
  avg: simd((g) => avgPoolProgram(poolingOf(g), () => divisorsOf(g))),
  avgGrad: simd<AvgPoolGeometry>((g) => avgPoolGradProgram(poolingOf(g), () => divisorsOf(g)), {
    against: manyPhases,
    slowness: 2,
  }),
};
