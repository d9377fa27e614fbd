import { describe, expect, test } from "vitest";
import {
  arenaBytes,
  fitsArena,
  productProgram,
  programBytes,
  runProgram,
  slideProgram,
  winogradProgram,
  winogradSetting,
  winogradSupports,
} from "./index.js";
import { type Convolution, outputMap, weightGradMap } from "./maps.js";

const square = (size: number, kernel: number, outGroup = 3, inGroup = 2): Convolution => {
  const axis = {
    input: size,
    output: size - kernel + 1,
    kernel,
    stride: 1,
    dilation: 1,
    padding: [0, 0] as const,
  };
  return { batch: 1, groups: 1, inGroup, outGroup, axes: [axis, axis] };
};

const random = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed));

/** Runs every algorithm on one setting: dense, sliding, and by tiles of Winograd where they apply. */
function each(g: Convolution, seed = 1): Float32Array[] {
  const [axis] = g.axes;
  const x = random(g.inGroup * axis.input ** 2, seed);
  const w = random(g.outGroup * g.inGroup * axis.kernel ** 2, seed + 1);
  const tiles = [2, 4].filter((m) => winogradSupports(g, m) === true);
  const programs = [
    productProgram(outputMap(g)),
    slideProgram("output", g),
    ...tiles.map((m) => winogradProgram(winogradSetting("output", g, m))),
  ];
  return programs.map((program) => {
    const y = new Float32Array(g.outGroup * axis.output ** 2);
    runProgram(program, 1, [x, w], y);
    return y;
  });
}

describe("the arena", () => {
  test("settles: 2000 calls over 40 shapes hold what the largest needed", () => {
    const shapes = Array.from({ length: 40 }, (_, i) => square(5 + i, 1 + (i % 4)));
    for (const shape of shapes) each(shape);
    const held = arenaBytes();
    for (let call = 0; call < 1000; call++) each(shapes[call % 40]);
    expect(arenaBytes()).toBe(held);
  });

  test("what other calls left there changes no bit", () => {
    const g = square(11, 3);
    const first = each(g).map((y) => [...y]);
    const spoilt = square(100, 1, 8, 8);
    const nan = (size: number): Float32Array => new Float32Array(size).fill(Number.NaN);
    for (const program of [productProgram(outputMap(spoilt)), slideProgram("output", spoilt)])
      runProgram(program, 1, [nan(80_000), nan(64)], new Float32Array(80_000));
    expect(each(g).map((y) => [...y])).toEqual(first);
    each(square(30, 4, 7, 5), 9);
    expect(each(g).map((y) => [...y])).toEqual(first);
  });

  test("results are ordinary arrays that stay when the memory grows", () => {
    const [y] = each(square(11, 3));
    const before = [...y];
    each(square(200, 2, 40, 40));
    expect([...y]).toEqual(before);
  });

  test("what does not fit is refused before any work, with sizes", () => {
    const program = productProgram(weightGradMap(square(4000, 2, 3, 5)));
    expect(fitsArena(programBytes(program))).toBe(
      "needs 611 MiB of kernel memory, which holds at most 256 MiB",
    );
    const dw = new Float32Array(60);
    expect(() => runProgram(program, 1, [new Float32Array(0), new Float32Array(0)], dw)).toThrow(
      new RangeError("kernels: the call needs 611 MiB of kernel memory, which holds at most 256 MiB"),
    );
    each(square(7, 2));
  });

  test("operands may be unaligned views of larger arrays, and nothing outside them changes", () => {
    const g = square(9, 3);
    const [expected] = each(g);
    const within = (values: Float32Array): Float32Array => {
      const large = new Float32Array(values.length + 2).fill(1e9);
      large.set(values, 1);
      return large.subarray(1, 1 + values.length);
    };
    const y = within(new Float32Array(expected.length));
    runProgram(productProgram(outputMap(g)), 1, [within(random(162, 1)), within(random(54, 2))], y);
    expect([...y]).toEqual([...expected]);
    expect([...new Float32Array(y.buffer)].filter((value) => value === 1e9)).toHaveLength(2);
  });
});
