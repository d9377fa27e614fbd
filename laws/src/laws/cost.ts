import { trace } from "@convkit/tensor";
import { expect } from "vitest";
import { count } from "../nd.js";
import { call, makeInputs, type Row } from "../row.js";

/** The traced cost is what was counted by hand, and every input and output passes memory once. */
export function cost(row: Row): void {
  const inputs = makeInputs(row, "float32");
  const { nodes } = trace((...traced) => call(row, traced), inputs);
  expect(nodes.map(({ operation }) => operation)).toEqual([row.op.operation]);
  const { macs = 0, other = 0 } = row.cost;
  const elements = inputs.reduce((sum, { shape }) => sum + count(shape), count(row.output));
  expect(nodes[0].cost).toEqual({ macs, other, bytes: 4 * elements });
}
