import { ShapeError, Tensor } from "@convkit/tensor";

/** For functions made of several operations, so that the error names the function that was called. */
export function requireTensor(operation: string, tensors: Record<string, unknown>): void {
  for (const [argument, value] of Object.entries(tensors)) {
    if (value instanceof Tensor) continue;
    throw new ShapeError({
      operation,
      argument,
      found: value === undefined ? "is missing" : undefined,
      value,
      expected: "must be a tensor",
      fix: value === undefined ? undefined : "make one with tensor(data)",
    });
  }
}
