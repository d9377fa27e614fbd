import { describe, expect, test } from "vitest";
import { distance, type Row, readCases } from "./cases.js";
import { layers } from "./onnx/layers.js";
import type { Run } from "./onnx/node.js";
import { norms } from "./onnx/norm.js";
import { windows } from "./onnx/window.js";

interface OnnxRow extends Row {
  readonly opset: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly string[];
}

const runs: Record<string, Run> = { ...windows, ...norms, ...layers };

/** Cases that ask for what is deliberately not here, by the beginnings of their names. */
const leftOut: Record<string, string> = {};

/** Operators that are not here yet. */
const notYet = [
  "DepthToSpace",
  "Elu",
  "Gelu",
  "HardSigmoid",
  "HardSwish",
  "LeakyRelu",
  "LogSoftmax",
  "NegativeLogLikelihoodLoss",
  "Resize",
  "Sigmoid",
  "Softmax",
  "SoftmaxCrossEntropyLoss",
  "Softplus",
  "SpaceToDepth",
  "Swish",
  "Upsample",
];

/** ONNX computes in float32; these results are typed into its sources with few digits. */
const tolerances: Record<string, number> = { averagepool_2d_ceil_last_window_starts_on_pad: 1e-4 };

const cases = readCases<OnnxRow>("onnx");
const reasonOf = (name: string): string | undefined =>
  leftOut[Object.keys(leftOut).find((start) => name.startsWith(start)) ?? ""];

test("every operator is run, or is listed as not here yet", () => {
  const operators = [...new Set(cases.rows.map(({ op }) => op))].sort();
  expect(operators.filter((op) => op in runs === notYet.includes(op))).toEqual([]);
});

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  const wanted = cases.rows.filter(({ op, name }) => op in runs && !reasonOf(name));
  test.each(wanted.map((row) => [`${row.op} ${row.name}`, row] as const))("%s", (_, row) => {
    const inputs = row.inputs.map((name) => cases.tensorOf(row, name, dtype));
    const outputs = runs[row.op]({ ...row, inputs });
    outputs.forEach((actual, index) => {
      const name = row.outputs[index];
      const expected = cases.tensorOf(row, name, dtype)!;
      expect(distance(actual, expected), `${name}: ${actual} instead of ${expected}`).toBeLessThan(
        tolerances[row.name] ?? 1e-5,
      );
    });
  });
});
