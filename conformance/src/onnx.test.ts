import type { DType } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { distance, type Row, readCases } from "./cases.js";
import { activations } from "./onnx/activation.js";
import { layers } from "./onnx/layers.js";
import { losses } from "./onnx/loss.js";
import type { Run } from "./onnx/node.js";
import { norms } from "./onnx/norm.js";
import { windows } from "./onnx/window.js";

interface OnnxRow extends Row {
  readonly opset: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly string[];
}

const runs: Record<string, Run> = { ...windows, ...norms, ...activations, ...losses, ...layers };

/** Cases that ask for what is not here on purpose. */
const leftOut: Record<string, string> = {
  resize_downsample_scales_nearest: "nearest is PyTorch's here: the pixel in which a result's corner lies",
  resize_downsample_sizes_nearest: "the same",
  resize_downsample_sizes_nearest_not_larger: "the same",
  resize_downsample_sizes_nearest_not_smaller: "the same",
  resize_upsample_sizes_nearest_ceil_half_pixel: "the same",
  resize_upsample_sizes_nearest_floor_align_corners: "the same",
  resize_upsample_sizes_nearest_round_prefer_ceil_asymmetric: "the same",
  resize_upsample_sizes_nearest_not_larger: "sizes are taken as given, not fitted to the input's proportions",
  resize_upsample_sizes_nearest_not_smaller: "the same",
  resize_downsample_scales_linear_align_corners:
    "corners are aligned by the whole size, not by input · scale",
  resize_downsample_scales_linear_half_pixel_symmetric: "nor is a whole size centred on input · scale",
  resize_upsample_scales_linear_half_pixel_symmetric: "the same",
  resize_downsample_sizes_linear_pytorch_half_pixel: "PyTorch itself has no other rule for a size of 1",
  resize_downsample_scales_linear_antialias: "no antialiasing",
  resize_downsample_sizes_linear_antialias: "no antialiasing",
};

/** ONNX computes in float32; these results are typed into its sources with few digits. */
const tolerances: Record<string, number> = { averagepool_2d_ceil_last_window_starts_on_pad: 1e-4 };

const cases = readCases<OnnxRow>("onnx");

/** Each output's distance from what is expected, and both as text. */
function distances(row: OnnxRow, dtype: DType): [distance: number, text: string][] {
  const inputs = row.inputs.map((name) => cases.tensorOf(row, name, dtype));
  const outputs = runs[row.op]({ ...row, inputs });
  return outputs.slice(0, row.outputs.length).map((actual, index) => {
    const expected = cases.tensorOf(row, row.outputs[index], dtype)!;
    const text = `${row.outputs[index]}: ${actual} instead of ${expected}`;
    return [distance(actual, expected), text];
  });
}

test("every operator is run", () => {
  const operators = [...new Set(cases.rows.map(({ op }) => op))].sort();
  expect(operators.filter((op) => !(op in runs))).toEqual([]);
});

test("what is left out does differ", () => {
  const rows = Object.keys(leftOut).map((name) => cases.rows.find((row) => row.name === name)!);
  const same = rows.filter((row) => distances(row, "float64").every(([far]) => far < 1e-5));
  expect(same.map(({ name }) => name)).toEqual([]);
});

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  const wanted = cases.rows.filter(({ name }) => !(name in leftOut));
  test.each(wanted.map((row) => [`${row.op} ${row.name}`, row] as const))("%s", (_, row) => {
    for (const [far, text] of distances(row, dtype))
      expect(far, text).toBeLessThan(tolerances[row.name] ?? 1e-5);
  });
});
