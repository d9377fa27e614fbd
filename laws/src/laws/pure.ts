import { expect } from "vitest";
import { call, makeInputs, type Row } from "../row.js";

/** Operations leave their inputs as they were, and give the same bits each time. */
export function pure(row: Row): void {
  const inputs = makeInputs(row);
  const first = call(row, inputs);
  expect(call(row, inputs).data).toEqual(first.data);
  expect(inputs.map(({ data }) => data)).toEqual(makeInputs(row).map(({ data }) => data));
}
