import { fitsArena, type Program, programBytes, runProgram, simdAvailable } from "@convkit/kernels";
import type { FastImplementation } from "../operation.js";
import { sizeOf } from "../shape.js";

/** Why not where the machine cannot; else what `able` says. */
export const vectors = (able: () => true | string): true | string =>
  simdAvailable() === true ? able() : simdAvailable();

/** Certainly fit: not worth asking. */
const small = 2 ** 20;

/** An implementation that is one program over whole operands, of these sizes, with nothing fused into it. */
export function simdWhole<P>(
  programOf: (params: P, sizes: readonly number[]) => Program,
  predict: FastImplementation<P>["predict"],
  able: (params: P) => true | string = () => true,
): FastImplementation<P>[] {
  return [
    {
      name: "simd",
      supports(params, inputs, fusion) {
        const sizes = inputs.map(({ shape }) => sizeOf(shape));
        return vectors(() => {
          const reason = able(params);
          if (reason !== true || fusion || sizes.every((size) => size < small)) return reason;
          return fitsArena(programBytes(programOf(params, sizes)));
        });
      },
      predict,
      program: (params, inputs, _, { bias, residual, clamp }) =>
        bias || residual || clamp
          ? undefined
          : {
              program: programOf(
                params,
                inputs.map(({ shape }) => sizeOf(shape)),
              ),
              batch: 1,
            },
      run(params, inputs, [y]) {
        const program = programOf(
          params,
          inputs.map(({ length }) => length),
        );
        runProgram(program, 1, inputs as Float32Array[], y as Float32Array);
      },
    },
  ];
}
