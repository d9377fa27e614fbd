import {
  type Algorithm,
  bytesOf,
  checkOptions,
  commonDtype,
  type DefinedOperation,
  defineOp,
  type HasOperation,
  matmul,
  reshape,
  ShapeError,
  type Spec,
  sizeOf,
  sumTo,
  type Tensor,
  withOperation,
} from "@convkit/tensor";
import { fast } from "../fastLayers.js";
import { requireShape } from "../geometry.js";

export interface LinearOptions {
  /** [out], added to every row. */
  bias?: Tensor;
  algorithm?: Algorithm;
}

/** y[rows × out] = x[rows × in] · wᵀ. */
export interface LinearProduct {
  readonly leading: readonly number[];
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

function productOf(options: object, [x, weight, bias]: readonly Spec[]): LinearProduct {
  checkOptions("linear", options, ["bias"]);
  commonDtype("linear", bias ? [x, weight, bias] : [x, weight]);
  const inputs = x.shape.at(-1);
  if (weight.shape.length !== 2 || inputs !== weight.shape[1]) {
    throw new ShapeError({
      operation: "linear",
      argument: "weight",
      found: `has shape [${weight.shape.join(", ")}]`,
      value: weight.shape,
      expected:
        inputs === undefined ? "x must be […, in]" : `x [${x.shape.join(", ")}] needs [out, ${inputs}]`,
    });
  }
  const outputs = weight.shape[0];
  if (bias) requireShape("linear", "bias", bias, [outputs], "one number per output");
  const leading = x.shape.slice(0, -1);
  return { leading, rows: sizeOf(leading), inputs, outputs };
}

const apply: DefinedOperation<object, LinearProduct> = defineOp<object, LinearProduct>({
  name: "linear",
  inputs: [{ name: "x" }, { name: "weight" }, { name: "bias", optional: true }],
  params: productOf,
  outputs: ({ leading, outputs }, [x]) => [{ shape: [...leading, outputs], dtype: x.dtype }],
  forward({ rows, inputs, outputs }, [x, w, bias], [y]) {
    for (let row = 0; row < rows; row++)
      for (let o = 0; o < outputs; o++) {
        let total = bias ? bias[o] : 0;
        for (let i = 0; i < inputs; i++) total += x[row * inputs + i] * w[o * inputs + i];
        y[row * outputs + o] = total;
      }
  },
  // Y = X·Wᵀ + b: dX = dY·W, dW = dYᵀ·X, db the sum over the rows.
  vjp({ rows, inputs, outputs }, { inputs: [x, weight], dy: [dy], wanted }) {
    const d = reshape(dy, [rows, outputs]);
    return [
      wanted[0] && reshape(matmul(d, weight), x.shape),
      wanted[1] && matmul(d, reshape(x, [rows, inputs]), { transposeA: true }),
      wanted[2] && sumTo(d, [outputs]),
    ];
  },
  cost: ({ rows, inputs, outputs }, specs, results) => ({
    macs: rows * inputs * outputs,
    other: specs.length === 3 ? rows * outputs : 0,
    bytes: bytesOf([...specs, ...results]),
  }),
  fast: fast.linear,
});

/**
 * Fully-connected layer: y = x·wᵀ + bias over the last axis.
 * @param x […, in]
 * @param weight [out, in]
 * @returns […, out]
 * @throws ShapeError, OptionError, DtypeError
 * @example linear(tensor([[1, 2]]), tensor([[3, 4], [5, 6]]), { bias: tensor([0, 1]) }).toArray() // [[11, 18]]
 */
export const linear: ((x: Tensor, weight: Tensor, options?: LinearOptions) => Tensor) & HasOperation =
  withOperation(
    apply,
    (x: Tensor, weight: Tensor, { bias, ...options }: LinearOptions = {}) =>
      apply([x, weight, bias], options)[0],
  );
