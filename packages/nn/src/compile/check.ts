import { checkShape, DtypeError, ShapeError, type Spec, sameShape } from "@convkit/tensor";

/** Refuses what does not specify inputs. */
export function checkSpecs(specs: readonly Spec[]): void {
  const wrong = (argument: string, value: unknown, expected: string): never => {
    throw new ShapeError({ operation: "compile", argument, value, expected });
  };
  if (!Array.isArray(specs))
    wrong("inputSpecs", specs, "must be a list of { shape, dtype }, one for each input");
  specs.forEach((spec, i) => {
    if (typeof spec !== "object" || spec === null) wrong(`input ${i}`, spec, "must be { shape, dtype }");
    checkShape(`compile: input ${i}`, spec.shape);
    if (["float32", "float64", "int32"].includes(spec.dtype)) return;
    throw new DtypeError({
      operation: "compile",
      argument: `input ${i}`,
      found: `has dtype ${String(spec.dtype)}`,
      value: spec.dtype,
      expected: 'must be "float32", "float64" or "int32"',
    });
  });
}

/** Refuses an input of another shape or element type. */
export function checkInput(input: Spec, { shape, dtype }: Spec, argument: string): void {
  const operation = "compiled network";
  const list = (extents: readonly number[]): string => `[${extents.join(", ")}]`;
  if (!sameShape(input.shape, shape)) {
    throw new ShapeError({
      operation,
      argument,
      found: `has shape ${list(input.shape)}`,
      value: input.shape,
      expected: `must be ${list(shape)}`,
      fix: "compile again for other shapes",
    });
  }
  if (input.dtype === dtype) return;
  throw new DtypeError({
    operation,
    argument,
    found: `is ${input.dtype}`,
    value: input.dtype,
    expected: `must be ${dtype}`,
    fix: `convert it with .to("${dtype}")`,
  });
}
