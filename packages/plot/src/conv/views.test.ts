import { ConvKitError } from "@convkit/tensor";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConvDiagramOptions, type ConvSetting, convDiagram, figures, stepCount } from "../index.js";
import { count, grids, parse, rows } from "./read.testing.js";
import { sceneOf } from "./scene.js";
import { solve } from "./setting.js";

describe("1-D", () => {
  const cs231n = { rank: 1 as const, input: 5, kernel: 3, padding: 1, x: [1, 2, -1, 1, -3], w: [1, 0, -1] };
  const output = (stride: number) => rows(grids(convDiagram({ ...cs231n, stride }), "output")[0]);

  it("has the values of CS231n's example", () => {
    expect(output(1)).toEqual([[-2, 2, 1, 2, 1]]);
    expect(output(2)).toEqual([[-2, 1, 1]]);
  });

  it("marks what stride 3 leaves unread", () => {
    const [x] = grids(convDiagram({ ...cs231n, stride: 3 }), "input");
    expect(x.cells.map(({ unread }) => unread)).toEqual([false, false, false, false, false, false, true]);
  });

  it("sets an output over the middle of its window, with a line to each cell", () => {
    const document = parse(
      convDiagram({ rank: 1, input: 7, kernel: 3, stride: 2, padding: [[2, 0]] }, { step: 1 }),
    );
    const x = (part: string, i: number) => {
      const grid = document.querySelector(`[data-part="${part}"]`) as Element;
      const shift = Number(/translate\((\S+)/.exec(grid.getAttribute("transform") ?? "")?.[1]);
      return shift + Number(grid.children[i].getAttribute("x"));
    };
    expect(x("output", 1)).toBe(x("input", 2 + 1)); // cells 2, 3, 4 of the padded input
    expect(document.querySelector('path[stroke-width="2"]')?.getAttribute("d")?.match(/M/g)).toHaveLength(3);
  });
});

describe("3-D", () => {
  it("has eight frames for 4³ read by 2³ at stride 2, depth slowest", () => {
    const setting = { rank: 3, input: 4, kernel: 2, stride: 2 } as const;
    expect(stepCount(setting)).toBe(8);
    const svg = convDiagram(setting, { step: 4 });
    expect(grids(svg, "output")[0].shape).toEqual([2, 2, 2]);
    const covered = grids(svg, "input")[0].cells.filter((cell) => cell.covered);
    expect(covered.map(({ at }) => at.join(""))).toEqual([
      "200",
      "201",
      "210",
      "211",
      "300",
      "301",
      "310",
      "311",
    ]);
  });
});

describe("gradient view", () => {
  it("covers exactly the outputs whose windows hold the input, with their weights", () => {
    const setting = { input: [6, 5], kernel: [3, 2], stride: [2, 1], padding: [[1, 1], [0, 1]] } as const; // biome-ignore format: pairs
    const steps = stepCount(setting, { view: "gradient" });
    expect(steps).toBe(30);
    for (const step of [0, 7, 14, 29]) {
      const svg = convDiagram(setting, { view: "gradient", step });
      const [row, column] = [Math.floor(step / 5), step % 5];
      const [dy] = grids(svg, "output");
      const weights = grids(svg, "kernel")[0].cells;
      const [w] = grids(convDiagram(setting), "kernel");
      let sum = 0;
      for (let r = 0; r < dy.shape[0]; r++)
        for (let c = 0; c < dy.shape[1]; c++) {
          const [kr, kc] = [row + 1 - 2 * r, column - c];
          const inside = kr >= 0 && kr < 3 && kc >= 0 && kc < 2;
          const cell = dy.cells[r * dy.shape[1] + c];
          expect(cell.covered).toBe(inside);
          if (!inside) continue;
          const weight = w.cells[kr * 2 + kc].value;
          expect(weights.find(({ at }) => at[0] === kr && at[1] === kc)?.value).toBe(weight);
          sum += cell.value * weight;
        }
      const cell = grids(svg, "input")[0].cells.find(({ at }) => at[0] === row + 1 && at[1] === column);
      expect(cell?.value).toBe(sum);
    }
  });

  it("of a transposed convolution reads the output like a direct one", () => {
    const svg = convDiagram(figures.deconv2.setting, { view: "gradient", step: 8 });
    const covered = grids(svg, "output")[0].cells.filter((cell) => cell.covered);
    expect(covered.map(({ at }) => at.join(""))).toEqual([
      "44",
      "45",
      "46",
      "54",
      "55",
      "56",
      "64",
      "65",
      "66",
    ]);
    expect(count(covered, "cropped")).toBe(0); // 6² within 8²: rows 1 to 6
  });
});

describe("kept", () => {
  const setting = { input: [5, 7], kernel: [3, 2], stride: [2, 3], padding: 1 };

  it("goes through all positions and keeps the outputs of the stride", () => {
    const [y] = grids(convDiagram(setting, { view: "kept" }), "output");
    expect(y.shape).toEqual([5, 8]);
    expect(stepCount(setting, { view: "kept" })).toBe(40);
    const [direct] = grids(convDiagram(setting), "output");
    expect(direct.shape).toEqual([3, 3]);
    const kept = y.cells.filter(({ kind }) => kind === "value");
    expect(kept.map(({ value }) => value)).toEqual(direct.cells.map(({ value }) => value));
    expect(kept.map(({ at }) => at)).toEqual([0, 2, 4].flatMap((r) => [0, 3, 6].map((c) => [r, c])));
    expect(count(y.cells, "cropped")).toBe(40 - 9);
  });

  it("is of a stride only", () => {
    expect(() => convDiagram({ input: 5, kernel: 3 }, { view: "kept" })).toThrow(
      'convDiagram: view is "kept" but needs a direct convolution with a stride; set stride: 2',
    );
  });
});

describe("scatter", () => {
  it("ends with the numbers that gathering gives, and drops the border", () => {
    const ones = { ...figures.deconv2.setting, x: Array(3).fill([1, 1, 1]), w: Array(3).fill([1, 1, 1]) };
    const svg = convDiagram(ones, { view: "scatter", step: 8 });
    const [y] = grids(svg, "output");
    expect(y.shape).toEqual([8, 8]);
    expect(count(y.cells, "cropped")).toBe(64 - 36);
    expect(count(y.cells, "alpha")).toBe(36 - 25);
    const line = [1, 1, 2, 1, 2, 1, 1, 0]; // painted 1 1 2 1 2 1 1, and the row that α adds
    expect(rows(y)).toEqual(line.map((a) => line.map((b) => a * b)));
  });

  it("paints what the operation computes", () => {
    const setting = {
      input: [3, 2],
      kernel: [3, 2],
      stride: [2, 1],
      dilation: [1, 2],
      padding: 1,
      outputPadding: [1, 0],
    };
    const channels = { groups: 2, inChannels: 4, outChannels: 6, transposed: true };
    const { steps, output } = sceneOf(solve({ ...setting, ...channels }), "scatter");
    const painted = output.map(({ cells }) => cells.map(() => 0));
    for (const { writes } of steps) for (const { grid, cell, value } of writes) painted[grid][cell] = value;
    expect(painted).toEqual(output.map(({ cells }) => cells.map(({ value }) => value)));
  });

  it("is for transposed convolutions", () => {
    expect(() => convDiagram({ input: 4, kernel: 3 }, { view: "scatter" })).toThrow(
      'convDiagram: view is "scatter" but needs a transposed convolution; set transposed: true',
    );
  });
});

describe("a stride larger than needed, and crops", () => {
  it("cuts stretched cells off where p′ is negative", () => {
    const svg = convDiagram({ input: 4, kernel: 2, padding: 2, stride: 2, transposed: true });
    const [x] = grids(svg, "input");
    expect(x.shape).toEqual([7, 7]); // ĩ′ = 7, p′ = −1: one row off each side
    expect(count(x.cells, "cropped")).toBe(49 - 25);
  });

  it("marks the last padded row and column of padding_strides_odd", () => {
    const [x] = grids(convDiagram({ input: 6, kernel: 3, stride: 2, padding: 1 }), "input");
    expect(x.cells.filter(({ unread }) => unread).every(({ at }) => at.includes(7))).toBe(true);
    expect(x.cells.filter(({ unread }) => unread)).toHaveLength(15);
  });
});

it("rotates the kernel of a transposed convolution", () => {
  const w = [[1, 2], [3, 4]]; // biome-ignore format: a matrix
  const kernel = (transposed: boolean) =>
    rows(grids(convDiagram({ input: 3, kernel: 2, w, transposed }), "kernel")[0]);
  expect([kernel(false), kernel(true)]).toEqual([w, [[4, 3], [2, 1]]]); // biome-ignore format: matrices
});

// Every rank, view and mode: as many frames as counted, well formed, and nothing that is not a number.
const anything = fc.record({
  rank: fc.constantFrom(1, 2, 3),
  input: fc.integer({ min: 1, max: 3 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  padding: fc.integer({ min: 0, max: 2 }),
  groups: fc.integer({ min: 1, max: 2 }),
  transposed: fc.boolean(),
});
const ways = fc.record({
  mode: fc.constantFrom("static", "sheet", "animated"),
  theme: fc.constantFrom("light", "dark", "auto", "print"),
  view: fc.constantFrom("forward", "gradient", "scatter"),
  layout: fc.constantFrom("flat", "tilted"),
});

it("draws whatever is legal", () => {
  fc.assert(
    fc.property(anything, ways, (plain, way) => {
      const setting = plain as ConvSetting;
      const view = setting.transposed ? way.view : way.view.replace("scatter", "forward");
      const options = { ...way, view, first: 3 };
      let steps: number;
      try {
        steps = stepCount(setting, options as ConvDiagramOptions);
      } catch (error) {
        expect(error).toBeInstanceOf(ConvKitError); // a window that does not fit
        return;
      }
      const svg = convDiagram(setting, options as ConvDiagramOptions);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      const frames = parse(svg).querySelectorAll("[data-step]").length;
      if (way.mode === "sheet") expect(frames).toBe(Math.min(steps, 3));
      else expect(svg).toContain(`data-text=" / ${steps}"`);
    }),
    { numRuns: 40, seed: 1 },
  );
});

describe("tilted", () => {
  const svg = convDiagram(figures.deconv1.setting, { layout: "tilted", step: 12 });

  it("shows the same cells as the flat figure, the output above the input", () => {
    const flat = convDiagram(figures.deconv1.setting, { step: 12 });
    for (const part of ["input", "output", "kernel"]) expect(grids(svg, part)).toEqual(grids(flat, part));
    const top = (part: string) =>
      Number(new RegExp(`data-part="${part}"[^>]*translate\\(\\S+ (\\S+)\\)matrix`).exec(svg)?.[1]);
    expect(top("output")).toBeLessThan(top("input"));
  });

  it("draws four lines from the kernel to the current output", () => {
    expect(/<path d="([^"]*)"[^>]*stroke-opacity="0.7"/.exec(svg)?.[1].match(/M/g)).toHaveLength(4);
  });
});
