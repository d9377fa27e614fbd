import { checkOptions, ShapeError, sameShape, square, sub, type Tensor } from "@convkit/tensor";
import { checkReduction, reduceLoss } from "../reduction.js";
import { requireTensor } from "../requireTensor.js";
import type { LossOptions } from "./crossEntropy.js";

/**
 * Mean squared error, over all elements; `reduction` as in `crossEntropy`.
 * @param prediction any shape
 * @param target the same shape
 * @returns a scalar; the inputs' shape with `reduction: "none"`
 * @throws ShapeError, OptionError, DtypeError
 * @example mse(tensor([1, 2]), tensor([1, 4])).item() // 2
 */
export function mse(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkOptions("mse", options, ["reduction"]);
  checkReduction("mse", options.reduction);
  requireTensor("mse", { prediction, target });
  if (!sameShape(prediction.shape, target.shape)) {
    throw new ShapeError({
      operation: "mse",
      argument: "target",
      found: `has shape [${target.shape.join(", ")}]`,
      value: target.shape,
      expected: `the prediction has [${prediction.shape.join(", ")}]`,
    });
  }
  return reduceLoss(square(sub(prediction, target)), options.reduction);
}
