import {
  addProduct,
  fitsArena,
  type Matrices,
  matrixMap,
  matrixProgram,
  type Program,
  productCycles,
  productProgram,
  programBytes,
  runPlain,
  runProgram,
} from "@convkit/kernels";
import type { FastImplementation } from "../operation.js";
import { vectors } from "./vectors.js";

const whole = (count: number): number => 4 * Math.ceil(count / 4);

/** A product of matrices, with a bias for each column where there is a third input; `of` may say why not. */
export function fastProduct<P>(of: (params: P) => Matrices | string): FastImplementation<P>[] {
  const given = (params: P): Matrices => of(params) as Matrices;
  const program = (params: P, inputs: number): Program => matrixProgram(given(params), inputs > 2);
  const able = (params: P): true | string => {
    const matrices = of(params);
    return typeof matrices === "string" ? matrices : true;
  };
  // Estimates in multiply-adds of the definition, about 1.2 ns.
  return [
    {
      name: "simd",
      supports(params, inputs, fusion) {
        const reason = able(params);
        if (reason !== true) return reason;
        return vectors(() => fusion !== undefined || fitsArena(programBytes(program(params, inputs.length))));
      },
      predict: (params, _, __, fusion) =>
        (fusion ? 200 : 1000) + 0.3 * productCycles(matrixMap(given(params)), fusion),
      program(params, _, __, fusion) {
        const map = matrixMap(given(params));
        return { program: productProgram(map, fusion), batch: map.batch };
      },
      run(params, inputs, [y]) {
        const { sharedB, batch } = given(params);
        const samples = sharedB ? 1 : batch;
        runProgram(program(params, inputs.length), samples, inputs as Float32Array[], y as Float32Array);
      },
    },
    {
      name: "tiles",
      supports: able,
      // Full tiles, and packing.
      predict(params) {
        const { batch, m, k, n } = given(params);
        return batch * k * (0.36 * whole(m) * whole(n) + 2 * (m + n));
      },
      run(params, [a, b, bias], [y]) {
        if (bias) for (let at = 0; at < y.length; at += bias.length) y.set(bias, at);
        const [ofA, ofB, ofY] = [a, b, y] as Float32Array[];
        runPlain(addProduct, matrixMap(given(params)), ofB, ofA, ofY);
      },
    },
  ];
}
