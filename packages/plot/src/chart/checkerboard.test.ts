import { describe, expect, it } from "vitest";
import { chart } from "../index.js";

const stacks = { "k 3": [{ kernel: 3, stride: 2 }], "k 4": [{ kernel: 4, stride: 2 }] };

/** Counts paths one by one: input i reaches outputs s·i to s·i + k − 1. */
function pathsByHand(input: number, layers: readonly { kernel: number; stride: number }[]): number[] {
  let paths: number[] = Array(input).fill(1);
  for (const { kernel, stride } of layers) {
    const next: number[] = Array(stride * (paths.length - 1) + kernel).fill(0);
    for (const [i, count] of paths.entries())
      for (let tap = 0; tap < kernel; tap++) next[stride * i + tap] += count;
    paths = next;
  }
  return paths;
}

describe("checkerboard", () => {
  it("has the known overlaps along one axis", () => {
    const { data, text } = chart.checkerboard({ input: 4, stacks, rank: 1 });
    expect(data.map(({ name, y }) => [name, y])).toEqual([
      ["k 3", [1, 1, 2, 1, 2, 1, 2, 1, 1]],
      ["k 4", [1, 1, 2, 2, 2, 2, 2, 2, 1, 1]],
      ["resize × 2, then k 3", [2, 3, 3, 3, 3, 3, 3, 2]],
    ]);
    expect(text).toBe(
      "Overlap of windows: 4 inputs. k 3: 1 1 2 1 2 1 2 1 1; k 4: 1 1 2 2 2 2 2 2 1 1; resize × 2, then k 3: 2 3 3 3 3 3 3 2",
    );
  });

  it("is the outer product of that in two dimensions", () => {
    const { data, text } = chart.checkerboard({ input: 4, stacks });
    for (const line of [[1, 1, 2, 1, 2, 1, 2, 1, 1], [1, 1, 2, 2, 2, 2, 2, 2, 1, 1]]) // biome-ignore format: two lines
      expect(data.map(({ z }) => z)).toContainEqual(line.map((row) => line.map((column) => row * column)));
    expect(text).toMatch(/^Overlap of windows: 4 inputs along each axis\. .* k 3: 1 1 2 1 2 1 2 1 1; /);
  });

  it("stacks layers", () => {
    const stack = [{ kernel: 3, stride: 2 }, { kernel: 5, stride: 3 }]; // biome-ignore format: layers
    const { data } = chart.checkerboard({ input: 3, stacks: { stack }, rank: 1 });
    expect(data[0].y).toEqual(pathsByHand(3, stack));
    expect(data[1].name).toBe("resize × 2, then k 3; resize × 3, then k 5");
    const twice = chart.checkerboard({ input: 3, stacks: { a: [stack[0], stack[0]] } });
    expect(twice.data[1].name).toBe("2 times: resize × 2, then k 3");
  });

  it("crops with padding, adds output padding", () => {
    const of = (layer: { padding: number; outputPadding?: number }) =>
      chart.checkerboard({ input: 3, stacks: { one: [{ kernel: 3, stride: 2, ...layer }] }, rank: 1 }).data[0]
        .y;
    expect(of({ padding: 1 })).toEqual([1, 2, 1, 2, 1]);
    expect(of({ padding: 1, outputPadding: 1 })).toEqual([1, 2, 1, 2, 1, 1]);
  });

  it("needs a stack", () =>
    expect(() => chart.checkerboard({ input: 4, stacks: {} })).toThrow(
      "chart.checkerboard: stacks is {  } but needs one stack or more",
    ));
});
