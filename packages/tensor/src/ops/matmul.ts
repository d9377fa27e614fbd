import { bytesOf } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { commonDtype, type Spec } from "../dtype.js";
import { OptionError, ShapeError } from "../errors.js";
import { fast } from "../fast.js";
import type { Algorithm, HasOperation } from "../operation.js";
import { broadcastShapes, checkOptions, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { offsetsInto } from "../walk.js";
import { sumTo } from "./broadcast.js";

export interface MatmulOptions {
  /** a is […, k, m]. Default false. */
  transposeA?: boolean;
  /** b is […, n, k]. Default false. */
  transposeB?: boolean;
  algorithm?: Algorithm;
}

export interface Matmul extends HasOperation {
  (a: Tensor, b: Tensor): Tensor;
  (a: Tensor, b: Tensor, options: MatmulOptions): Tensor;
}

/** A stack of products [m × k] · [k × n], one for each index of the leading axes. */
export interface Products {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly batch: readonly number[];
  readonly batchA: readonly number[];
  readonly batchB: readonly number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function productsOf(options: MatmulOptions, [a, b]: readonly Spec[]): Products {
  checkOptions("matmul", options, ["transposeA", "transposeB"]);
  const { transposeA = false, transposeB = false } = options;
  for (const [argument, value] of Object.entries({ transposeA, transposeB }))
    if (typeof value !== "boolean")
      throw new OptionError({ operation: "matmul", argument, value, expected: "must be true or false" });
  commonDtype("matmul", [a, b]);
  const [m, k] = transposeA ? [a.shape.at(-1), a.shape.at(-2)] : [a.shape.at(-2), a.shape.at(-1)];
  const [kB, n] = transposeB ? [b.shape.at(-1), b.shape.at(-2)] : [b.shape.at(-2), b.shape.at(-1)];
  if (m === undefined || k === undefined || n === undefined || k !== kB) {
    const [ofA, ofB] = [transposeA ? "[…, k, m]" : "[…, m, k]", transposeB ? "[…, n, k]" : "[…, k, n]"];
    throw new ShapeError({
      operation: "matmul",
      argument: "operands",
      found: `are [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`,
      value: [a.shape, b.shape],
      expected: `must be ${ofA} and ${ofB}`,
    });
  }
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcastShapes("matmul", batchA, batchB);
  return { m, k, n, batch, batchA, batchB, transposeA, transposeB };
}

const apply = defineOp<MatmulOptions, Products>({
  name: "matmul",
  inputs: [{ name: "a" }, { name: "b" }],
  params: productsOf,
  outputs: ({ batch, m, n }, [a]) => [{ shape: [...batch, m, n], dtype: a.dtype }],
  forward({ m, k, n, batch, batchA, batchB, transposeA, transposeB }, [a, b], [y]) {
    const [inA, inB] = [offsetsInto(batchA, batch), offsetsInto(batchB, batch)];
    const [rowA, columnA] = transposeA ? [1, m] : [k, 1];
    const [rowB, columnB] = transposeB ? [1, k] : [n, 1];
    const row = new Float64Array(n); // float32 would lose digits over a long k
    for (let item = 0, out = 0; item < inA.length; item++) {
      for (let i = 0; i < m; i++, out += n) {
        row.fill(0);
        for (let p = 0; p < k; p++) {
          const left = a[inA[item] * m * k + i * rowA + p * columnA];
          let at = inB[item] * k * n + p * rowB;
          for (let j = 0; j < n; j++, at += columnB) row[j] += left * b[at];
        }
        y.set(row, out);
      }
    }
  },
  // Y = A·B: dA = dY·Bᵀ, dB = Aᵀ·dY, and their transposes where A or B is one; added up where a leading axis was broadcast.
  vjp({ transposeA, transposeB }, { inputs: [a, b], dy: [dy], wanted }) {
    const product = (x: Tensor, turnX: boolean, z: Tensor, turnZ: boolean): Tensor =>
      matmul(x, z, { transposeA: turnX, transposeB: turnZ });
    const dA = () => (transposeA ? product(b, transposeB, dy, true) : product(dy, false, b, !transposeB));
    const dB = () => (transposeB ? product(dy, true, a, transposeA) : product(a, !transposeA, dy, false));
    return [wanted[0] && sumTo(dA(), a.shape), wanted[1] && sumTo(dB(), b.shape)];
  },
  cost: ({ m, k, n, batch }, inputs, outputs) => ({
    macs: sizeOf(batch) * m * k * n,
    other: 0,
    bytes: bytesOf([...inputs, ...outputs]),
  }),
  fast: fast.matmul,
});

/**
 * Matrix product over the last two axes; leading axes broadcast. Float64, and the definition in float32, add up in
 * float64; `"simd"` adds up in float32, in ascending k, within the rounding of as many additions.
 * @param a […, m, k]
 * @param b […, k, n]
 * @returns […, m, n]
 * @throws ShapeError when the inner extents differ; OptionError, DtypeError
 * @example matmul(tensor([[1, 2]]), tensor([[3], [4]])).toArray() // [[11]]
 */
export const matmul: Matmul = withOperation(
  apply,
  (a: Tensor, b: Tensor, options: MatmulOptions = {}) => apply([a, b], options)[0],
);
