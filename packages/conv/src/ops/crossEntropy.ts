import {
  checkOptions,
  LimitError,
  mul,
  neg,
  pick,
  requireFloat,
  ShapeError,
  sameShape,
  sum,
  type Tensor,
} from "@convkit/tensor";
import { checkReduction, type Reduction, reduceLoss } from "../reduction.js";
import { requireTensor } from "../requireTensor.js";
import { logSoftmax } from "./softmax.js";

export interface LossOptions {
  /** The mean over all predictions (default), their sum, or each by itself. */
  reduction?: Reduction;
}

/**
 * Cross-entropy −Σ p·log softmax(x) between scores and the right class, or probabilities (Goodfellow,
 * Bengio & Courville 2016, §6.2.2.3), in nats.
 * @param scores [N, C, …], before softmax
 * @param target int32 labels [N, …] from 0 to C − 1, or probabilities in the shape of the scores
 * @returns a scalar; [N, …] with `reduction: "none"`
 * @throws ShapeError, OptionError, DtypeError; LimitError for a label that is no class
 * @example crossEntropy(tensor([[0, 0]]), tensor([1], [1], "int32"), { reduction: "sum" }).item().toFixed(4) // "0.6931"
 */
export function crossEntropy(scores: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkOptions("crossEntropy", options, ["reduction"]);
  checkReduction("crossEntropy", options.reduction);
  requireTensor("crossEntropy", { scores, target });
  checkTarget(scores, target);
  const logs = logSoftmax(scores, { axis: 1 });
  const losses =
    target.dtype === "int32"
      ? neg(pick(logs, target, { axes: 1 }))
      : neg(sum(mul(target, logs), { axes: 1 }));
  return reduceLoss(losses, options.reduction);
}

function checkTarget(scores: Tensor, target: Tensor): void {
  const operation = "crossEntropy";
  requireFloat(operation, "scores", scores);
  if (scores.rank < 2) {
    throw new ShapeError({
      operation,
      argument: "scores",
      found: `have shape [${scores.shape.join(", ")}]`,
      value: scores.shape,
      expected: "must be [N, C, …]",
    });
  }
  const labels = target.dtype === "int32";
  const [samples, classes, ...positions] = scores.shape;
  const expected = labels ? [samples, ...positions] : scores.shape;
  if (!sameShape(target.shape, expected)) {
    throw new ShapeError({
      operation,
      argument: labels ? "labels" : "probabilities",
      found: `have shape [${target.shape.join(", ")}]`,
      value: target.shape,
      expected: `scores [${scores.shape.join(", ")}] need [${expected.join(", ")}]`,
      fix: labels ? undefined : 'convert labels with .to("int32")',
    });
  }
  if (!labels || target.isAbstract) return;
  const wrong = target.data.find((label: number) => label < 0 || label >= classes);
  if (wrong === undefined) return;
  throw new LimitError({
    operation,
    argument: "labels",
    found: `hold ${wrong}`,
    value: wrong,
    expected: `the ${classes} classes are 0 to ${classes - 1}`,
  });
}
