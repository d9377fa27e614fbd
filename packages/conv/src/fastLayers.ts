/** Float32 implementations of layers other than convolution and pooling, in WebAssembly SIMD. */
import {
  fitsArena,
  type Normalization,
  normProgram,
  programBytes,
  runProgram,
  simdAvailable,
  softmaxProgram,
} from "@convkit/kernels";
import { type FastImplementation, fastProduct, simdUnary, simdWhole, sizeOf } from "@convkit/tensor";
import type { BatchNormGeometry } from "./batchNormGeometry.js";
import type { NormGeometry } from "./normGeometry.js";
import type { LeakyReluOptions } from "./ops/leakyRelu.js";
import type { LinearProduct } from "./ops/linear.js";
import type { Rows } from "./ops/softmax.js";

/** A normalisation; `own` its statistics, unless `g.training` is false; `told` those that are results too. */
function norm(told = false): FastImplementation<NormGeometry & { training?: boolean }>[] {
  const of = (g: NormGeometry & { training?: boolean }, inputs: number): Normalization => {
    const given = g.training === false;
    const { view, acrossSamples, epsilon } = g;
    const affine = given ? 2 : inputs - 1;
    return { view, acrossSamples, epsilon, affine, moments: told ? "told" : given ? "given" : "own" };
  };
  return [
    {
      name: "simd",
      supports(g, inputs, fusion) {
        if (sizeOf(g.view) === 0) return "there are no values";
        if (simdAvailable() !== true) return simdAvailable();
        return fusion !== undefined || fitsArena(programBytes(normProgram(of(g, inputs.length))));
      },
      // In units of the definition's loops, about 0.6 ns: a call, copies in and out, and the passes.
      predict: (g, [x]) => 12000 + (g.training === false ? 2.5 : 3) * sizeOf(x.shape),
      program(g, inputs, _, { bias, residual, clamp }) {
        if (told || bias || residual) return undefined;
        const program = normProgram({ ...of(g, inputs.length), clamp });
        return { program, batch: g.view[0] / program.samples };
      },
      run(g, inputs, [y, ...moments]) {
        const program = normProgram(of(g, inputs.length));
        // Moments follow the result in the program's only one.
        const size = y.length + moments.reduce((sum, { length }) => sum + length, 0);
        const result = told ? new Float32Array(size) : (y as Float32Array);
        runProgram(program, g.view[0] / program.samples, inputs as Float32Array[], result);
        if (!told) return;
        let at = 0;
        for (const output of [y, ...moments]) {
          output.set(result.subarray(at, at + output.length));
          at += output.length;
        }
      },
    },
  ];
}

const softmax: FastImplementation<Rows>[] = simdWhole(
  ({ outer, count }) => softmaxProgram(outer, count),
  // In units of the definition's loops, about 4 ns.
  (_, [x], __, fusion) => (fusion ? 200 : 1200) + 0.7 * sizeOf(x.shape),
  ({ inner }) => inner === 1 || "the axis is not the last",
);

/** For each operation, the ways to compute it. */
export const fast: Record<
  "relu6" | "hardSigmoid" | "hardSwish" | "sigmoid" | "silu",
  FastImplementation<object>[]
> & {
  leakyRelu: FastImplementation<LeakyReluOptions>[];
  linear: FastImplementation<LinearProduct>[];
  batchNorm: FastImplementation<BatchNormGeometry>[];
  norm: FastImplementation<NormGeometry>[];
  standardize: FastImplementation<NormGeometry>[];
  softmax: FastImplementation<Rows>[];
} = {
  relu6: simdUnary("clamp", { constants: () => [0, 6], times: 2 }),
  hardSigmoid: simdUnary("hardSigmoid", { times: 2 }),
  hardSwish: simdUnary("hardSwish", { times: 2 }),
  sigmoid: simdUnary("sigmoid", { times: 8 }),
  silu: simdUnary("silu", { times: 8 }),
  leakyRelu: simdUnary("leakyRelu", { constants: ({ slope }) => [slope], times: 2 }),
  batchNorm: norm(),
  norm: norm(),
  standardize: norm(true),
  softmax,
  linear: fastProduct(({ rows, inputs, outputs }) =>
    inputs === 0
      ? "there is nothing to multiply"
      : { ...{ batch: 1, m: rows, k: inputs, n: outputs }, turnedA: false, turnedB: true, sharedB: true },
  ),
};
