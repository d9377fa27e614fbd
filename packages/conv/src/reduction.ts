import { mean, OptionError, sum, type Tensor } from "@convkit/tensor";

/** How the losses of single predictions become one number, or stay apart. */
export type Reduction = "mean" | "sum" | "none";

export function reduceLoss(losses: Tensor, reduction: Reduction = "mean"): Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? sum(losses) : mean(losses);
}

export function checkReduction(operation: string, reduction: unknown): void {
  if (reduction === undefined || reduction === "mean" || reduction === "sum" || reduction === "none") return;
  throw new OptionError({
    operation,
    argument: "reduction",
    value: reduction,
    expected: 'must be "mean", "sum" or "none"',
  });
}
