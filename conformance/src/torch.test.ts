import { vjp } from "@convkit/autograd";
import type { Tensor } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { distance, type Row, readCases } from "./cases.js";
import { layers } from "./torch/layers.js";
import { normExtras, norms } from "./torch/norm.js";
import type { Run, RunExtras } from "./torch/run.js";
import { windowExtras, windows } from "./torch/window.js";

type Tensors = Record<string, Tensor>;

interface TorchRow extends Row {
  readonly settings: Readonly<Record<string, unknown>>;
}

const runs: Record<string, Run> = { ...windows, ...norms, ...layers };
const extras: Record<string, RunExtras> = { ...windowExtras, ...normExtras };

const cases = readCases<TorchRow>("torch");
const tolerance = { float64: 1e-12, float32: 2e-6 };

test("every operation is run", () => {
  const operations = [...new Set(cases.rows.map(({ op }) => op))].sort();
  expect(operations.filter((op) => !(op in runs))).toEqual([]);
});

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  test.each(cases.rows.map((row) => [row.name, row] as const))("%s", (_, row) => {
    const stored = (name: string): Tensor | undefined => cases.tensorOf(row, name, dtype);
    const close = (name: string, actual: Tensor): void => {
      const expected = stored(name)!;
      expect(distance(actual, expected), `${name}: ${actual} instead of ${expected}`).toBeLessThan(
        tolerance[dtype],
      );
    };
    const inputs = Object.fromEntries(row.inputs.map((name) => [name, stored(name)!]));
    const named = (prefix: string): Tensors =>
      Object.fromEntries(
        row.inputs.flatMap((name) => {
          const tensor = stored(`${prefix}.${name}`);
          return tensor ? [[name, tensor]] : [];
        }),
      );
    const free = Object.fromEntries(Object.keys(named("d")).map((name) => [name, inputs[name]]));
    const f = (given: Tensors): Tensor => runs[row.op]({ ...inputs, ...given }, row.settings);

    const { value, pullback } = vjp(f, free);
    close("y", value);
    const [gradients] = pullback(stored("dy")!);
    for (const [name, gradient] of Object.entries(gradients)) close(`d.${name}`, gradient);

    const v = named("v");
    if (Object.keys(v).length > 0) {
      const gradientsAt = (x: Tensors, dy: Tensor): Tensors => vjp(f, x).pullback(dy)[0];
      const [second, along] = vjp(gradientsAt, free, stored("dy")!).pullback(v);
      for (const [name, gradient] of Object.entries(second)) close(`dd.${name}`, gradient);
      close("dd.dy", along);
    }
    extras[row.op]?.(inputs, row.settings).forEach((extra, index) => {
      close(`other${index}`, extra);
    });
  });
});
