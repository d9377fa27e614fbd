import fc from "fast-check";
import { expect, test } from "vitest";
import { type Copy, copyProgram, runProgram } from "../index.js";

const axis = fc.record({
  count: fc.integer({ min: 0, max: 9 }),
  from: fc.integer({ min: 1, max: 3 }),
  gap: fc.integer({ min: 0, max: 2 }),
});

/** Axes whose places in the result do not meet, whatever they are in the operand. */
const copy = fc.array(axis, { maxLength: 4 }).map((axes): Omit<Copy, "operand" | "from" | "to"> => {
  let reach = 1;
  const placed = [...axes].reverse().map(({ count, from, gap }) => {
    const to = reach + gap;
    reach = to * Math.max(1, count);
    return { count, from, to };
  });
  return { axes: placed.reverse() };
});

/** Every element of a grid, one by one. */
function copyEach({ from, to, axes }: Copy, x: Float32Array, y: Float32Array): void {
  const visit = (depth: number, i: number, o: number): void => {
    if (depth === axes.length) y[o] = x[i];
    else
      for (let step = 0; step < axes[depth].count; step++)
        visit(depth + 1, i + step * axes[depth].from, o + step * axes[depth].to);
  };
  visit(0, from, to);
}

test("grids of any steps, from several operands, cleared or not", () => {
  fc.assert(
    fc.property(copy, copy, fc.nat(3), fc.boolean(), (one, two, start, clears) => {
      const reach = ({ axes }: typeof one, end: "from" | "to"): number =>
        axes.reduce((sum, each) => sum + Math.max(0, each.count - 1) * each[end], 1);
      const copies = [
        { ...one, operand: 0, from: start, to: 1 },
        { ...two, operand: 1, from: 0, to: 1 + reach(one, "to") },
      ];
      const sizes = [start + reach(one, "from"), reach(two, "from"), 2 + reach(one, "to") + reach(two, "to")];
      const inputs = [0, 1].map((i) => Float32Array.from({ length: sizes[i] }, (_, j) => 100 * i + j + 1));
      const y = new Float32Array(sizes[2]);
      runProgram(copyProgram(sizes, copies, clears), 1, inputs, y);
      const expected = new Float32Array(sizes[2]);
      for (const each of copies) copyEach(each, inputs[each.operand], expected);
      if (clears) expect(y).toEqual(expected);
      else for (const i of expected.keys()) if (expected[i] !== 0) expect(y[i]).toBe(expected[i]);
    }),
    { numRuns: 200, seed: 1 },
  );
});
