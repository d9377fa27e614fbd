import { ShapeError } from "@convkit/tensor";

/**
 * The spatial sizes of a batch of maps of any rank, for operations that are one function for 1-D, 2-D and 3-D.
 * @param empty whether a spatial size may be 0
 */
export function spatialSizesOf(
  operation: string,
  shape: readonly number[],
  { empty }: { empty: boolean },
): number[] {
  const spatial = shape.slice(2);
  if (spatial.length >= 1 && spatial.length <= 3 && (empty || !spatial.includes(0))) return spatial;
  throw new ShapeError({
    operation,
    argument: "x",
    found: `has shape [${shape.join(", ")}]`,
    value: shape,
    expected: `must be [N, C, …1 to 3 spatial axes]${empty ? "" : ", none of them empty"}`,
  });
}
