import { bytesOf } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { commonDtype } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { HasOperation } from "../operation.js";
import { broadcastShapes, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { offsetsInto } from "../walk.js";
import { sumTo } from "./broadcast.js";
import { transpose } from "./transpose.js";

/** A stack of products [m × k] · [k × n], one for each index of the leading axes. */
interface Product {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly batch: readonly number[];
  readonly batchA: readonly number[];
  readonly batchB: readonly number[];
}

const apply = defineOp<object, Product>({
  name: "matmul",
  inputs: [{ name: "a" }, { name: "b" }],
  params(_, [a, b]) {
    commonDtype("matmul", [a, b]);
    const [k, m] = [a.shape.at(-1), a.shape.at(-2)];
    const [n, kB] = [b.shape.at(-1), b.shape.at(-2)];
    if (m === undefined || kB === undefined || k !== kB) {
      throw new ShapeError({
        operation: "matmul",
        argument: "operands",
        found: `are [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`,
        value: [a.shape, b.shape],
        expected: "must be […, m, k] and […, k, n]",
      });
    }
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    return { m, k, n: n as number, batch: broadcastShapes("matmul", batchA, batchB), batchA, batchB };
  },
  outputs: ({ batch, m, n }, [a]) => [{ shape: [...batch, m, n], dtype: a.dtype }],
  forward({ m, k, n, batch, batchA, batchB }, [a, b], [y]) {
    const [inA, inB] = [offsetsInto(batchA, batch), offsetsInto(batchB, batch)];
    const row = new Float64Array(n); // float32 would lose digits over a long k
    for (let item = 0, out = 0; item < inA.length; item++) {
      for (let i = 0; i < m; i++, out += n) {
        row.fill(0);
        for (let p = 0; p < k; p++) {
          const left = a[(inA[item] * m + i) * k + p];
          const start = (inB[item] * k + p) * n;
          for (let j = 0; j < n; j++) row[j] += left * b[start + j];
        }
        y.set(row, out);
      }
    }
  },
  // Y = A·B: dA = dY·Bᵀ, dB = Aᵀ·dY, added up where a leading axis was broadcast.
  vjp: (_, { inputs: [a, b], dy: [dy], wanted }) => [
    wanted[0] && sumTo(matmul(dy, swapLast(b)), a.shape),
    wanted[1] && sumTo(matmul(swapLast(a), dy), b.shape),
  ],
  cost: ({ m, k, n, batch }, inputs, outputs) => ({
    macs: sizeOf(batch) * m * k * n,
    other: 0,
    bytes: bytesOf([...inputs, ...outputs]),
  }),
});

function swapLast(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

/**
 * Matrix product over the last two axes; leading axes broadcast. Added up in float64.
 * @param a […, m, k]
 * @param b […, k, n]
 * @returns […, m, n]
 * @throws ShapeError when the inner extents differ
 * @example matmul(tensor([[1, 2]]), tensor([[3], [4]])).toArray() // [[11]]
 */
export const matmul: ((a: Tensor, b: Tensor) => Tensor) & HasOperation = withOperation(
  apply,
  (a: Tensor, b: Tensor) => apply([a, b], {})[0],
);
