import { type Data, type Tensor, trace } from "@convkit/tensor";
import { expect } from "vitest";
import { count } from "../nd.js";
import { type Case, call, makeInputs, type Row } from "../row.js";

const roundoff = 2 ** -24;

/**
 * Every fast implementation that takes the case gives the definition's values, up to the rounding of its
 * own float32 sums (n·u times the sum of magnitudes; Higham 2002, §3.1), and the same bits each time.
 */
export function fast(row: Row, at: Case = row): void {
  const inputs = makeInputs(at, "float32");
  const [{ operation, params, outputs, cost }] = trace((...traced) => call(row, traced, at), inputs).nodes;
  const run = (compute: typeof operation.forward, inputs: readonly Data[]): Data[] => {
    const results = outputs.map(({ shape }) => new Float32Array(count(shape)));
    compute(params, inputs, results);
    return results;
  };
  const data = inputs.map((input: Tensor) => input.data);
  const exact = run(operation.forward, data);
  const magnitudes = run(
    operation.forward,
    data.map((values) => values.map(Math.abs)),
  );
  const depth = 2 + (2 * cost.macs + cost.other) / Math.max(1, count(outputs[0].shape));
  for (const { name, supports, run: compute } of operation.fast ?? []) {
    if (supports(params, inputs) !== true) continue;
    const [y, again] = [run(compute, data), run(compute, data)];
    expect(again, name).toEqual(y);
    for (const [o, values] of y.entries()) {
      const worst = Math.max(
        0,
        ...Array.from(values, (value, i) => Math.abs(value - exact[o][i]) / (magnitudes[o][i] || 1)),
      );
      expect(worst, `${name}, output ${o}`).toBeLessThanOrEqual(depth * roundoff);
    }
  }
}
