import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grids, parse, rows, texts } from "../conv/read.testing.js";
import { type PoolDiagramOptions, type PoolSetting, poolDiagram, stepCount } from "../index.js";

const guide = [
  [3, 3, 2, 1, 0],
  [0, 0, 1, 3, 1],
  [3, 1, 2, 2, 3],
  [2, 0, 0, 2, 2],
  [2, 0, 0, 0, 1],
];
const cs231n = [
  [1, 1, 2, 4],
  [5, 6, 7, 8],
  [3, 2, 1, 0],
  [1, 2, 3, 4],
];
const outputs = (setting: PoolSetting) => rows(grids(poolDiagram(setting), "output")[0]);

/** Cells that carry a mark, by their place in the part: marks stand where the cells stand. */
function marks(svg: string, part: "input" | "output"): { kind: string; at: string; channel: number }[] {
  const document = parse(svg);
  const maps = [...document.querySelectorAll(`[data-part="${part}"]`)].map((map) => {
    const [, x, y] = /translate\((\S+) (\S+)\)/.exec(map.getAttribute("transform") ?? "") as RegExpExecArray;
    return { map, x: Number(x), y: Number(y) };
  });
  return [...document.querySelectorAll("[data-mark]")].map((mark) => {
    const place = (element: Element) => [
      Number(element.getAttribute("x")),
      Number(element.getAttribute("y")),
    ];
    const [x, y] = place(mark);
    for (const [channel, one] of maps.entries())
      for (const cell of one.map.children)
        if (one.x + place(cell)[0] === x && one.y + place(cell)[1] === y)
          return {
            kind: mark.getAttribute("data-mark") as string,
            at: cell.getAttribute("data-at") as string,
            channel,
          };
    throw new Error("a mark stands on no cell");
  });
}

describe("values", () => {
  it("are those of the guide's numerical examples", () => {
    const setting = { input: 5, kernel: 3, stride: 1, x: guide };
    const average = outputs({ kind: "average", ...setting }).map((row) =>
      row.map((value) => value.toFixed(1)),
    );
    expect(average.map((row) => row.join(" "))).toEqual(["1.7 1.7 1.7", "1.0 1.2 1.8", "1.1 0.8 1.3"]);
    expect(outputs({ kind: "max", ...setting })).toEqual([[3, 3, 3], [3, 3, 3], [3, 2, 3]]); // biome-ignore format: a matrix
  });

  it("are CS231n's for kernel 2, stride 2", () => {
    expect(outputs({ kind: "max", input: 4, kernel: 2, x: cs231n })).toEqual([[6, 8], [3, 4]]); // biome-ignore format: a matrix
  });

  it("have their arithmetic below", () => {
    const line = (setting: PoolSetting, options: PoolDiagramOptions) => texts(poolDiagram(setting, options));
    const setting = { input: 4, kernel: 2, x: cs231n };
    expect(line({ kind: "max", ...setting }, { step: 1 })).toContain("max(2, 4, 7, 8) = 8");
    expect(line({ kind: "average", ...setting }, { step: 1 })).toContain("(2 + 4 + 7 + 8) / 4 = 5.3");
    const gradient = line({ kind: "average", ...setting }, { step: 5, view: "gradient" });
    expect(gradient.filter((text) => /^[0-3]·1\/4 = [\d.]+$/.test(text))).toHaveLength(1);
  });
});

describe("max", () => {
  it("rings the maximum, and dashed what equals it", () => {
    const svg = poolDiagram({ kind: "max", input: [2, 3], kernel: [2, 3], x: [[1, 7, 2], [7, 0, 7]] }); // biome-ignore format: a matrix
    expect(marks(svg, "input").map(({ kind, at }) => `${at} ${kind}`)).toEqual([
      "0,1 taken",
      "1,0 tie",
      "1,2 tie",
    ]);
  });

  it("rings all of them where they share", () => {
    const svg = poolDiagram({ kind: "max", input: 2, kernel: 2, ties: "shared", x: [[5, 5], [1, 5]] }); // biome-ignore format: a matrix
    expect(marks(svg, "input").map(({ kind, at }) => `${at} ${kind}`)).toEqual([
      "0,0 taken",
      "0,1 taken",
      "1,1 taken",
    ]);
  });

  it("shows padding as −∞", () => {
    const [x] = grids(poolDiagram({ kind: "max", input: 3, kernel: 3, padding: 1, stride: 2 }), "input");
    const padding = x.cells.filter(({ kind }) => kind === "padding");
    expect(padding).toHaveLength(25 - 9);
    expect(padding.every(({ value }) => value === Number.NEGATIVE_INFINITY)).toBe(true);
    expect(texts(poolDiagram({ kind: "max", input: 3, kernel: 3, padding: 1 }))).toContain("−∞");
  });
});

describe("the gradient view", () => {
  it("routes each output's gradient to its first maximum", () => {
    const setting: PoolSetting = { kind: "max", input: 4, kernel: 2, x: cs231n };
    const [dy] = grids(poolDiagram(setting, { view: "gradient" }), "output");
    const [dx] = grids(poolDiagram(setting, { view: "gradient" }), "input");
    const expected = Array(16).fill(0);
    [5, 7, 8, 15].forEach((cell, output) => {
      expected[cell] = dy.cells[output].value;
    });
    expect(dx.cells.map(({ value }) => value)).toEqual(expected);
    const winner = poolDiagram(setting, { view: "gradient", step: 7 });
    expect(marks(winner, "output")).toEqual([{ kind: "taken", at: "0,1", channel: 0 }]);
    expect(marks(poolDiagram(setting, { view: "gradient", step: 6 }), "output")).toEqual([]);
  });
});

describe("any legal setting", () => {
  const axis = (most: number) => fc.integer({ min: 1, max: most });
  const settings = fc.record({
    kind: fc.constantFrom("max" as const, "average" as const),
    input: fc.tuple(axis(5), axis(4)),
    kernel: fc.tuple(axis(3), axis(3)),
    stride: fc.tuple(axis(2), axis(3)),
    padding: fc.tuple(fc.tuple(fc.nat(1), fc.nat(2)), fc.tuple(fc.nat(1), fc.nat(1))),
    channels: axis(2),
  });

  it("draws each output as the maximum or the mean of what its frame covers", () => {
    fc.assert(
      fc.property(settings, fc.nat(), (setting, pick) => {
        const { input, kernel, stride, padding, channels } = setting;
        const padded = [0, 1].map((a) => input[a] + padding[a][0] + padding[a][1]);
        const out = [0, 1].map((a) => Math.floor((padded[a] - kernel[a]) / stride[a]) + 1);
        const reaches = [0, 1].every((a) =>
          Array.from({ length: Math.max(out[a], 0) }, (_, i) => i * stride[a] - padding[a][0]).every(
            (start) => start < input[a] && start + kernel[a] > 0,
          ),
        );
        fc.pre(out.every((size) => size > 0) && reaches);
        const total = channels * out[0] * out[1];
        expect(stepCount(setting)).toBe(total);
        expect(stepCount(setting, { view: "gradient" })).toBe(channels * input[0] * input[1]);
        const step = pick % total;
        const svg = poolDiagram(setting, { step });
        const channel = Math.floor(step / (out[0] * out[1]));
        const [row, column] = [Math.floor(step / out[1]) % out[0], step % out[1]];
        const values: number[] = [];
        grids(svg, "input").forEach(({ cells }, index) => {
          const covered = cells.filter((cell) => cell.covered);
          expect(covered).toHaveLength(index === channel ? kernel[0] * kernel[1] : 0);
          for (const cell of covered) {
            expect(cell.at[0] - row * stride[0]).toBeLessThan(kernel[0]);
            expect(cell.at[1] - column * stride[1]).toBeLessThan(kernel[1]);
            values.push(cell.value);
          }
        });
        const mean = values.reduce((a, b) => a + b, 0) / (kernel[0] * kernel[1]);
        const drawn = grids(svg, "output")[channel].cells[row * out[1] + column].value;
        expect(drawn).toBeCloseTo(setting.kind === "max" ? Math.max(...values) : mean, 12);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it.each<PoolSetting>([
    { kind: "max", rank: 1, input: 7, kernel: 3, ceilMode: true, stride: 2, dilation: 2 },
    { kind: "average", rank: 3, input: 3, kernel: 2, channels: 2, padding: 1, countIncludePad: false },
    { kind: "average", input: 5, kernel: 2, divisor: 3, ceilMode: true },
    { kind: "max", input: 5, kernel: 3, padding: "same", ties: "all" },
  ])("%j, in every mode", (setting) => {
    for (const view of ["forward", "gradient"] as const)
      for (const mode of ["static", "sheet", "animated", "html"] as const) {
        const text = poolDiagram(setting, { mode, view, first: 3, theme: "auto" });
        if (mode === "html") continue;
        expect(text).not.toMatch(/NaN|undefined/);

        expect(parse(text).documentElement.getAttribute("data-figure")).toBe("poolDiagram");
      }
  });
});

it("describes itself", () => {
  const root = parse(poolDiagram({ kind: "max", input: 4, kernel: 2, x: cs231n }));
  expect(root.querySelector("desc")?.textContent).toBe(
    "2-D max pooling, 4 to 2. i = 4, k = 2, s = 2, p = 0, d = 1 → o = 2. o = ⌊(i + 2p − d(k − 1) − 1)/(s)⌋ + 1 = ⌊(4 + 2·0 − 1·1 − 1)/(2)⌋ + 1 = 2. the largest of each window. Step 1 of 4: max(1, 1, 5, 6) = 6.",
  );
});

describe("refuses", () => {
  it.each<[object, PoolDiagramOptions, string | RegExp]>([
    [{ kind: "sum", input: 4, kernel: 2 }, {}, 'poolDiagram: kind is "sum" but must be max or average'],
    [{ kind: "max", input: 4, kernel: 2, channels: 0 }, {}, "poolDiagram: channels is 0 but must be a positive integer"],
    [{ kind: "max", input: 4, kernel: 2, divisor: 2 }, {}, "poolDiagram: there is no option divisor (the options are kind, input, rank, channels, x, kernel, stride, padding, dilation, ceilMode, ties)"],
    [{ kind: "max", input: 4, kernel: 2 }, { step: 4 }, "poolDiagram: step is 4 but must be a whole number from 0 to 3"],
    [{ kind: "max", input: 4, kernel: 2 }, { view: "gather" as "forward" }, 'poolDiagram: view is "gather" but must be one of forward, gradient'],
    [{ kind: "max", input: 12, kernel: 2, stride: 1 }, { mode: "sheet" }, "poolDiagram: has 121 frames but mode sheet holds at most 100; choose some with steps: […]"],
    [{ kind: "max", input: 2, kernel: 3 }, {}, /^maxPool2d: /],
  ])("%j %j", (setting, options, message) => expect(() => poolDiagram(setting as PoolSetting, options)).toThrow(message)); // biome-ignore format: rows
});
