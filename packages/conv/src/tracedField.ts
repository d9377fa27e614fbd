import { ConvKitError, type DType, type Graph, type Tensor, trace } from "@convkit/tensor";
import { axisName, type PerAxis } from "./options.js";
import { after, identity, type Reach, spatialOf, stepsOf, together } from "./reach.js";
import type { ReceptiveField } from "./receptiveField.js";

/** What a unit of a function's result sees: one number where all spatial axes agree, else one for each. */
export interface TracedField {
  readonly size: PerAxis;
  readonly jump: PerAxis;
  readonly start: PerAxis;
  /** Each spatial axis by itself. */
  readonly axes: readonly ReceptiveField[];
  /** Where branches meet whose strides or centres disagree. */
  readonly notes: readonly string[];
}

/** The receptive field of `f`, by following each axis through the operations that it applies. */
export function tracedField(
  f: (x: Tensor) => Tensor,
  inputShape: readonly number[],
  dtype: DType,
): TracedField {
  const rank = inputShape.length - 2;
  if (rank < 1 || rank > 3) {
    throw new ConvKitError({
      operation: "receptiveField",
      argument: "inputShape",
      value: inputShape,
      expected: "must be [N, C, …1 to 3 spatial sizes]",
    });
  }
  const graph = trace(f, [{ shape: inputShape, dtype }]);
  const { reaches, notes } = follow(graph, rank);
  const [result] = graph.outputs;
  const seen = reaches.get(result);
  if (seen === undefined) {
    throw new ConvKitError({
      operation: "receptiveField",
      argument: "the result of f",
      found: `of shape [${result.shape.join(", ")}] does not depend on its argument`,
      expected: "must be computed from it",
    });
  }
  const sizes = spatialOf(result, rank);
  const axes = seen.map((reach, axis) => summary(reach, sizes[axis]));
  const each = (name: keyof ReceptiveField): PerAxis => {
    const values = axes.map((field) => field[name]);
    return values.every((value) => value === values[0]) ? values[0] : values;
  };
  return { size: each("size"), jump: each("jump"), start: each("start"), axes, notes };
}

/** The reach of every tensor that depends on the traced input. */
function follow(graph: Graph, rank: number): { reaches: Map<Tensor, readonly Reach[]>; notes: string[] } {
  const own = Array.from({ length: rank }, (): Reach => identity);
  const reaches = new Map<Tensor, readonly Reach[]>([[graph.inputs[0], own]]);
  const notes: string[] = [];
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      const branches = node.inputs.flatMap((input) => {
        const from = reaches.get(input);
        if (from === undefined) return [];
        const steps = stepsOf(node, input, output, rank);
        return [from.map((reach, axis) => after(reach, steps[axis]))];
      });
      if (branches.length === 0) continue;
      const joined = own.map((_, axis) => branches.map((branch) => branch[axis]));
      notes.push(
        ...joined.flatMap((parts, axis) => disagreements(node.operation.name, axisName(rank, axis), parts)),
      );
      reaches.set(output, joined.map(together));
    }
  }
  return { reaches, notes };
}

function disagreements(operation: string, axis: string, parts: readonly Reach[]): string[] {
  const centre = (reach: Reach): number | undefined => {
    const interval = reach.at(0);
    return interval && (interval[0] + interval[1]) / 2;
  };
  const differ = (what: string, values: readonly (number | undefined)[]): string[] =>
    values.every((value) => value === values[0])
      ? []
      : [`${operation} joins branches whose ${what} along the ${axis} differ: ${values.join(" and ")}`];
  return [
    ...differ(
      "jumps",
      parts.map(({ jump }) => jump),
    ),
    ...differ("first centres", parts.map(centre)),
  ];
}

/** The widest field of any position, and where the first one begins. */
function summary(reach: Reach, positions: number): ReceptiveField {
  const fields = Array.from({ length: positions }, (_, position) => reach.at(position)).filter(
    (interval) => interval !== undefined,
  );
  const size = Math.max(0, ...fields.map(([first, last]) => last - first + 1));
  return { size, jump: reach.jump, start: fields[0]?.[0] ?? 0 };
}
