import { formatValue, ShapeError, Tensor } from "@convkit/tensor";

/** Tensors in plain objects and arrays, nested to any depth. */
export type Structure = Tensor | readonly Structure[] | { readonly [key: string]: Structure };

/** The tensors of a structure, in a fixed order, and how to put others in their places. */
export interface Flat<S> {
  readonly leaves: Tensor[];
  readonly rebuild: (leaves: readonly Tensor[]) => S;
}

/** Takes a structure apart. @throws ShapeError naming the place of anything that is no tensor */
export function flatten<S>(operation: string, structure: S, place = "argument"): Flat<S> {
  const leaves: Tensor[] = [];
  const visit = (value: unknown, path: string): ((all: readonly Tensor[]) => unknown) => {
    if (value instanceof Tensor) {
      const index = leaves.push(value) - 1;
      return (all) => all[index];
    }
    if (Array.isArray(value)) {
      const parts = value.map((item, index) => visit(item, `${path}[${index}]`));
      return (all) => parts.map((part) => part(all));
    }
    if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      const parts = Object.entries(value).map(([key, item]) => [key, visit(item, `${path}.${key}`)] as const);
      return (all) => Object.fromEntries(parts.map(([key, part]) => [key, part(all)]));
    }
    throw new ShapeError({
      operation,
      argument: path,
      found: `is ${formatValue(value)}`,
      value,
      expected: "must be a tensor, or tensors in plain objects and arrays",
    });
  };
  const build = visit(structure, place);
  return { leaves, rebuild: (all) => build(all) as S };
}
