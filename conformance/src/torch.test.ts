import { vjp } from "@convkit/autograd";
import type { Tensor } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { distance, type Row, readCases } from "./cases.js";
import { layerExtras, layers } from "./torch/layers.js";
import type { Run, RunExtras } from "./torch/run.js";
import { windowExtras, windows } from "./torch/window.js";

interface TorchRow extends Row {
  readonly settings: Readonly<Record<string, unknown>>;
}

const runs: Record<string, Run> = { ...windows, ...layers };
const extras: Record<string, RunExtras> = { ...windowExtras, ...layerExtras };

/** Operations that are not here yet. */
const notYet = [
  "batch_norm1d",
  "batch_norm2d",
  "batch_norm3d",
  "channel_shuffle",
  "cross_entropy",
  "elu",
  "gelu",
  "group_norm",
  "hardsigmoid",
  "hardswish",
  "instance_norm",
  "layer_norm",
  "leaky_relu",
  "linear",
  "local_response_norm",
  "log_softmax",
  "mse_loss",
  "pixel_shuffle",
  "pixel_unshuffle",
  "relu6",
  "sigmoid",
  "silu",
  "softmax",
  "softplus",
  "upsample_bilinear",
  "upsample_nearest",
];

const cases = readCases<TorchRow>("torch");
const tolerance = { float64: 1e-12, float32: 2e-6 };

test("every operation is run, or is listed as not here yet", () => {
  const operations = [...new Set(cases.rows.map(({ op }) => op))].sort();
  expect(operations.filter((op) => op in runs === notYet.includes(op))).toEqual([]);
});

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  const wanted = cases.rows.filter(({ op }) => op in runs);
  test.each(wanted.map((row) => [row.name, row] as const))("%s", (_, row) => {
    const stored = (name: string): Tensor | undefined => cases.tensorOf(row, name, dtype);
    const close = (name: string, actual: Tensor): void => {
      const expected = stored(name)!;
      expect(distance(actual, expected), `${name}: ${actual} instead of ${expected}`).toBeLessThan(
        tolerance[dtype],
      );
    };
    const inputs = row.inputs.map((name): [string, Tensor] => [name, stored(name)!]);
    const constant = inputs.filter(([name]) => !stored(`d.${name}`));
    const free = inputs.filter(([name]) => stored(`d.${name}`));
    const f = (given: Record<string, Tensor>): Tensor =>
      runs[row.op]({ ...Object.fromEntries(constant), ...given }, row.settings);

    const { value, pullback } = vjp(f, Object.fromEntries(free));
    close("y", value);
    const [gradients] = pullback(stored("dy")!);
    for (const [name, gradient] of Object.entries(gradients)) close(`d.${name}`, gradient);
    extras[row.op]?.(Object.fromEntries(inputs), row.settings).forEach((extra, index) => {
      close(`other${index}`, extra);
    });
  });
});
