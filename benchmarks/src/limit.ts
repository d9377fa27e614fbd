import { f32x4, get, i32, repeatWhile, type Statement, set } from "../../packages/kernels/src/wasm/code.js";
import { instantiate, newMemory, simdLevel } from "../../packages/kernels/src/wasm/host.js";
import { ModuleWriter } from "../../packages/kernels/src/wasm/module.js";

/** GFLOP/s of multiply-adds on registers alone: what no 128-bit kernel exceeds without saving multiplications. */
export interface Limit {
  /** Relaxed SIMD, which fuses where the hardware does; absent where the engine has none. */
  readonly fused?: number;
  readonly separate: number;
}

/** Chains that do not wait for one another, as many as the accumulators of a 6 × 8 tile. */
const chains = 12;
/** Multiply-adds of each chain in one pass of the loop. */
const unrolled = 4;

export function limit(): Limit {
  const relaxed = simdLevel() === "relaxed";
  return { fused: relaxed ? gflops(true) : undefined, separate: gflops(false) };
}

function gflops(fused: boolean): number {
  const run = routine(fused);
  const passes = 50_000;
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < 30; repeat++) {
    const before = performance.now();
    run(passes);
    best = Math.min(best, performance.now() - before);
  }
  const flops = 2 * 4 * chains * unrolled * passes;
  return flops / best / 1e6;
}

function routine(fused: boolean): (passes: number) => void {
  const writer = new ModuleWriter();
  writer.routine("run", 1, (local) => {
    const sums = Array.from({ length: chains }, () => local("v128"));
    const [factor, term] = [local("v128"), local("v128")];
    return (passes): Statement[] => {
      // Each product is another, so that none can be taken out of the loop; the sums tend to 2.
      const add = (sum: (typeof sums)[number]): Statement =>
        set(
          sum,
          fused
            ? f32x4.relaxedMultiplyAdd(get(sum), get(factor), get(term))
            : f32x4.add(f32x4.mul(get(sum), get(factor)), get(term)),
        );
      return [
        set(factor, f32x4.splat(0.5)),
        set(term, f32x4.splat(1)),
        repeatWhile(
          get(passes),
          ...Array.from({ length: unrolled }, () => sums.map(add)).flat(),
          set(passes, i32.sub(get(passes), i32.const(1))),
        ),
        // What is never read would not be computed.
        ...sums.map((sum) => f32x4.store(i32.const(0), get(sum))),
      ];
    };
  });
  return instantiate(writer.bytes(false), newMemory(1)).run;
}
