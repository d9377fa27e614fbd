import { trace } from "@convkit/tensor";
import { expect } from "vitest";
import { call, makeInputs, type Row } from "../row.js";

/** The result has the shape written in the row and the dtype of the rule, computed or traced alike. */
export function shape(row: Row): void {
  for (const dtype of ["float32", "float64"] as const) {
    const inputs = makeInputs(row, dtype);
    const y = call(row, inputs);
    expect(y.shape).toEqual(row.output);
    const graph = trace((...traced) => call(row, traced), inputs);
    expect(graph.outputs[0].shape).toEqual(row.output);
    expect(graph.outputs[0].dtype).toBe(y.dtype);
    expect(y.dtype === "int32" || y.dtype === dtype).toBe(true);
  }
}
