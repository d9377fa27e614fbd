import { ShapeError, Tensor } from "@convkit/tensor";
import { type Conv, conv1d, conv2d, conv3d } from "./conv.js";

/** The convolution for a weight with 1, 2 or 3 spatial axes. */
export function convOfRank(operation: string, weight: Tensor): Conv {
  const conv =
    weight instanceof Tensor && ({ 3: conv1d, 4: conv2d, 5: conv3d } as Record<number, Conv>)[weight.rank];
  if (conv) return conv;
  throw new ShapeError({
    operation,
    argument: "weight",
    value: weight instanceof Tensor ? weight.shape : weight,
    expected: "must be a tensor [Cout, Cin, …1 to 3 kernel sizes]",
  });
}
