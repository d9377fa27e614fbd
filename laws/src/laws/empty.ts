import { vjp } from "@convkit/autograd";
import { ShapeError } from "@convkit/tensor";
import { expect } from "vitest";
import { call, makeInputs, type Row } from "../row.js";
import { another, differentiable } from "../subject.js";

/** Arrays without elements pass through, forward and backward; or are refused by name. */
export function empty(row: Row): void {
  if (row.empty === "refused") {
    const nothing = row.inputs.map((input) => [0, ...("shape" in input ? input.shape : input)].slice(0, -1));
    expect(() => call(row, makeInputs({ inputs: nothing }))).toThrow(ShapeError);
    return;
  }
  const at = { options: row.options, ...row.empty };
  const y = call(row, makeInputs(at), at);
  expect(y.shape).toEqual(at.output);
  const { f, inputs } = differentiable(row, at);
  if (inputs.length === 0) return;
  const gradients = vjp(f, ...inputs).pullback(another(y, 40));
  expect(gradients.map(({ shape }) => shape)).toEqual(inputs.map(({ shape }) => shape));
  expect(gradients.every(({ data }) => data.every(Number.isFinite))).toBe(true);
}
