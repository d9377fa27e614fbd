/**
 * Float32 implementations of pooling, in WebAssembly SIMD: windows slide over planes as in a depthwise convolution, with
 * max or plus in place of multiply-add.
 */
import {
  avgPoolProgram,
  fitsArena,
  maxPoolProgram,
  type Pooling,
  type Program,
  poolCycles,
  programBytes,
  runProgram,
  simdLevel,
} from "@convkit/kernels";
import { type Axis, type FastImplementation, sizeOf } from "@convkit/tensor";
import { type AvgPoolGeometry, divisorsOf } from "./ops/means.js";
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

function simd<G extends PoolGeometry>(make: (g: G) => Program): FastImplementation<G>[] {
  const program = remember<G, Program>(keyOf, make);
  return [
    {
      name: "simd",
      supports(g) {
        if (simdLevel() === "none") return "this machine has no WebAssembly SIMD";
        const axes = axesOf(g);
        if (!axes) return "its regions differ in size";
        const taps = axes.reduce((all, { kernel }) => all * kernel, 1);
        if (taps > mostTaps) return `${taps} elements lie under a window, more than ${mostTaps}`;
        return fitsArena(programBytes(program(g)));
      },
      // In steps of the definition's loop, about 9 ns; copies in and out.
      predict(g, inputs, outputs, fusion) {
        const copied = fusion ? 0 : sizeOf(inputs[0].shape) + sizeOf(outputs[0].shape);
        return (fusion ? 10 : 500) + 0.04 * (g.batch * poolCycles(poolingOf(g)) + copied);
      },
      program: (g, _inputs, _outputs, { bias, residual, clamp }) =>
        bias || residual || clamp ? undefined : { program: program(g), batch: g.batch },
      run: (g, [x], [y]) => runProgram(program(g), g.batch, [x as Float32Array], y as Float32Array),
    },
  ];
}

/** For each kind of pooling, the ways to compute it. */
export const fast: {
  max: FastImplementation<PoolGeometry>[];
  avg: FastImplementation<AvgPoolGeometry>[];
} = {
  max: simd((g) => maxPoolProgram(poolingOf(g))),
  avg: simd((g) => avgPoolProgram(poolingOf(g), () => divisorsOf(g))),
};
