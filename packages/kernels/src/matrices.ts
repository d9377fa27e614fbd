import type { ProductMap } from "./maps.js";
import { productProgram } from "./product/program.js";
import type { Program } from "./program.js";
import { Walk } from "./walk.js";

/** Products y = a · b [m × k] · [k × n] of as many matrices as `batch` says. */
export interface Matrices {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** The matrices of a lie in memory as [k × m], those of b as [n × k]. */
  readonly turnedA: boolean;
  readonly turnedB: boolean;
  /** One b for all. */
  readonly sharedB: boolean;
}

/**
 * The products as a map. Its operands are a and b in this order, so it is that of the transposes: yᵀ = bᵀ · aᵀ. With
 * one b, the rows of all a's are those of one.
 */
export function matrixMap({ batch, m, k, n, turnedA, turnedB, sharedB }: Matrices): ProductMap {
  const samples = sharedB ? 1 : batch;
  const each = batch / Math.max(1, samples);
  const steps = (turned: boolean, rows: number, columns: number) => (turned ? [1, rows] : [columns, 1]);
  const [[rowA, columnA], [rowB, columnB]] = [steps(turnedA, m, k), steps(turnedB, k, n)];
  const rows = new Walk([
    { count: each, step: m * k },
    { count: m, step: rowA },
  ]);
  const along = (count: number, step: number): Walk => new Walk([{ count, step }]);
  return {
    batch: samples,
    groups: 1,
    a: { size: k * n, perSample: !sharedB },
    c: { size: each * m * n, perSample: true },
    rows: n,
    placement: { input: [each * m * k], shape: [each * m * k], begin: [0] },
    channels: 1,
    products: [
      {
        a: { outer: along(n, columnB), inner: along(k, rowB) },
        b: { outer: along(k, columnA), inner: rows },
        c: { outer: along(n, 1), inner: along(each * m, n) },
      },
    ],
  };
}

/** The programs of the last calls, so that the same call again finds its tables made. */
const known = new Map<string, Program>();
const mostKnown = 64;

/** The program of an eager call. */
export function matrixProgram(matrices: Matrices, bias: boolean): Program {
  const { batch, m, k, n, turnedA, turnedB, sharedB } = matrices;
  const key = [batch, m, k, n, turnedA, turnedB, sharedB, bias].join();
  const program = known.get(key) ?? productProgram(matrixMap(matrices), { bias });
  known.delete(key);
  known.set(key, program); // the newest stands last
  if (known.size > mostKnown) known.delete(known.keys().next().value as string);
  return program;
}
