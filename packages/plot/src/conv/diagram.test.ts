import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConvSetting, convDiagram, figures, stepCount } from "../index.js";
import { count, grids, parse, rows, texts } from "./read.testing.js";

// G's table (Dumoulin & Visin's figures): i k s p d → o, transposed i′ ĩ′ p′ α.
const table = [
  { direct: [4, 3, 1, 0, 1], o: 2, stretched: 2, p: 2, alpha: 0 },
  { direct: [5, 4, 1, 2, 1], o: 6, stretched: 6, p: 1, alpha: 0 },
  { direct: [5, 3, 1, 1, 1], o: 5, stretched: 5, p: 1, alpha: 0 },
  { direct: [5, 3, 1, 2, 1], o: 7, stretched: 7, p: 0, alpha: 0 },
  { direct: [5, 3, 2, 0, 1], o: 2, stretched: 3, p: 2, alpha: 0 },
  { direct: [5, 3, 2, 1, 1], o: 3, stretched: 5, p: 1, alpha: 0 },
  { direct: [6, 3, 2, 1, 1], o: 3, stretched: 5, p: 1, alpha: 1 },
  { direct: [7, 3, 1, 0, 2], o: 3, stretched: 3, p: 4, alpha: 0 },
];
const ones = (size: number) => Array.from({ length: size }, () => Array<number>(size).fill(1));

describe.each(table)("G's $direct", ({ direct, o, stretched, p, alpha }) => {
  const [input, kernel, stride, padding, dilation] = direct;
  const shared = { kernel, stride, padding, dilation };
  const forward: ConvSetting = { input, ...shared };
  const transposed: ConvSetting = { input: o, ...shared, outputPadding: alpha, transposed: true };

  it("has one frame for each output", () => {
    expect([stepCount(forward), stepCount(transposed)]).toEqual([o * o, input * input]);
  });

  it("draws the padded input and the output", () => {
    const svg = convDiagram(forward);
    const [x] = grids(svg, "input");
    expect([x.shape, grids(svg, "output")[0].shape]).toEqual([Array(2).fill(input + 2 * padding), [o, o]]);
    expect([count(x.cells, "value"), count(x.cells, "padding")]).toEqual([
      input ** 2,
      (input + 2 * padding) ** 2 - input ** 2,
    ]);
  });

  it("draws the stretched input of the transposed convolution", () => {
    const [x] = grids(convDiagram(transposed), "input");
    const size = stretched + 2 * p + alpha;
    expect(x.shape).toEqual([size, size]);
    expect(count(x.cells, "value")).toBe(o * o);
    expect(count(x.cells, "inserted")).toBe(stretched ** 2 - o * o);
    expect(count(x.cells, "alpha")).toBe(size ** 2 - (size - alpha) ** 2);
  });

  it.each([forward, transposed])("stays inside the limits of files", (setting) => {
    const last = stepCount(setting) - 1;
    const bytes = (mode: "static" | "sheet" | "animated") =>
      Buffer.byteLength(convDiagram(setting, { mode, theme: "auto", step: mode === "static" ? last : 0 }));
    expect(bytes("static")).toBeLessThanOrEqual(40_000);
    expect(bytes("animated")).toBeLessThanOrEqual(80_000);
    expect(bytes("sheet")).toBeLessThanOrEqual(400_000);
  });
});

describe("the course's four figures", () => {
  const facts = {
    deconv: { cells: [4, 5, 40, 0], products: [36, 225], line: [1, 1, 2, 1, 1] },
    deconv1: { cells: [9, 16, 24, 0], products: [49, 225], line: [1, 2, 1, 2, 1] },
    deconv2: { cells: [9, 16, 24, 15], products: [64, 324], line: [1, 2, 1, 2, 1, 1] },
  };
  it.each(Object.entries(facts))("%s", (name, { cells, products, line }) => {
    const { setting } = figures[name as keyof typeof facts];
    const unit = { ...setting, x: ones(setting.input as number), w: ones(3) };
    const frames = Array.from({ length: stepCount(unit) }, (_, step) => convDiagram(unit, { step }));
    const [x] = grids(frames[0], "input");
    expect(["value", "inserted", "padding", "alpha"].map((kind) => count(x.cells, kind))).toEqual(cells);
    const alphas = x.cells.filter(({ kind }) => kind === "alpha");
    expect(alphas.every(({ at }) => at.includes(7))).toBe(true); // right and bottom only
    const covered = frames.flatMap((svg) => grids(svg, "input")[0].cells.filter((cell) => cell.covered));
    expect([count(covered, "value"), covered.length]).toEqual(products);
    expect(rows(grids(frames[0], "output")[0])).toEqual(line.map((a) => line.map((b) => a * b)));
  });

  it("mconv reads 9 of the 25 cells of its window; all ones give 9", () => {
    const svg = convDiagram({ ...figures.mconv.setting, x: ones(7), w: ones(3) });
    const covered = grids(svg, "input")[0].cells.filter((cell) => cell.covered);
    expect(covered.map(({ at }) => at.join())).toEqual([
      "0,0",
      "0,2",
      "0,4",
      "2,0",
      "2,2",
      "2,4",
      "4,0",
      "4,2",
      "4,4",
    ]);
    expect(rows(grids(svg, "output")[0])).toEqual(Array(3).fill([9, 9, 9]));
  });

  it("are the same bytes everywhere", () => {
    const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);
    const { deconv, deconv1, deconv2, mconv } = figures;
    const hashes = Object.entries({ deconv, deconv1, deconv2, mconv }).map(([name, { setting }]) => {
      const modes = ["static", "sheet", "animated", "html"] as const;
      return `${name} ${modes.map((mode) => digest(convDiagram(setting, { mode, theme: "auto" }))).join(" ")}`;
    });
    expect(hashes).toMatchInlineSnapshot(`
      [
        "deconv 6938616f34d0c4cc 7f746895a7976578 75dc3103bd9aadfd c97cefb94baedc2b",
        "deconv1 dd88b82a2d628cc0 7671d0f5c1b8879e 8a17a5afe763f40e f39f8a04a49a8a25",
        "deconv2 3df8e07937a4f4cd c636c3036a3e4d33 86e2bf3690be48fb 8caf4bd4c6754f0f",
        "mconv b4f4838978caa8cd 2ab94bf222acbb33 35606bd17dd46225 4212c0001711ce8f",
      ]
    `);
  });
});

describe("values", () => {
  const x = [
    [3, 3, 2, 1, 0],
    [0, 0, 1, 3, 1],
    [3, 1, 2, 2, 3],
    [2, 0, 0, 2, 2],
    [2, 0, 0, 0, 1],
  ];
  const w = [
    [0, 1, 2],
    [2, 2, 0],
    [0, 1, 2],
  ];

  it("are those of the guide's numerical example", () => {
    const outputs = (stride: number, padding: number) =>
      rows(grids(convDiagram({ input: 5, kernel: 3, stride, padding, x, w }), "output")[0]);
    expect(outputs(1, 0)).toEqual([[12, 12, 17], [10, 17, 19], [9, 6, 14]]); // biome-ignore format: a matrix
    expect(outputs(2, 1)).toEqual([[6, 17, 3], [8, 17, 13], [6, 4, 4]]); // biome-ignore format: a matrix
  });

  it("come with the sum of products of the frame", () => {
    const svg = convDiagram({ input: 5, kernel: 3, x, w }, { step: 1 });
    expect(texts(svg)).toContain("3·0 + 2·1 + 1·2 + 0·2 + 1·2 + 3·0 + 1·0 + 2·1 + 2·2 = 12");
  });

  it("appear once they are reached", () => {
    const svg = convDiagram({ input: 3, kernel: 2, x: [[50, 0, 0], [0, 0, 0], [0, 0, 0]], w: [[1, 1], [1, 1]] }); // biome-ignore format: matrices
    const drawn = (text: string) => text.split('data-text="50"').length - 1;
    expect(drawn(svg)).toBe(1); // one shared outline; it is used by the input and by the output reached
    const document = parse(svg);
    const id = document.querySelector('[data-text="50"]')?.parentElement?.id;
    expect(document.querySelectorAll(`use[href="#${id}"]`)).toHaveLength(2);
  });
});

// Any legal setting: the drawn output equals loops written here, and every window lies on drawn cells.
const settings = fc
  .record({
    size: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    padding: fc.tuple(
      fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
      fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    ),
    groups: fc.integer({ min: 1, max: 2 }),
    inPerGroup: fc.integer({ min: 1, max: 2 }),
    outPerGroup: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ size, inPerGroup, outPerGroup, ...rest }) => ({
    ...rest,
    input: size,
    inChannels: inPerGroup * rest.groups,
    outChannels: outPerGroup * rest.groups,
  }));

describe("any legal setting", () => {
  it("direct: every output is the sum over the cells that its frame covers", () => {
    fc.assert(
      fc.property(settings, fc.nat(), (setting, pick) => {
        const { input, kernel, stride, dilation, padding } = setting;
        const extent = [0, 1].map((a) => dilation[a] * (kernel[a] - 1) + 1);
        const padded = [0, 1].map((a) => input[a] + padding[a][0] + padding[a][1]);
        fc.pre([0, 1].every((a) => extent[a] <= padded[a]));
        const out = [0, 1].map((a) => Math.floor((padded[a] - extent[a]) / stride[a]) + 1);
        const total = setting.outChannels * out[0] * out[1];
        expect(stepCount(setting)).toBe(total);
        const step = pick % total;
        const svg = convDiagram(setting, { step });
        const [channel, row, column] = [
          Math.floor(step / (out[0] * out[1])),
          Math.floor(step / out[1]) % out[0],
          step % out[1],
        ];
        const maps = grids(svg, "input");
        const kernels = grids(svg, "kernel");
        const perGroup = setting.inChannels / setting.groups;
        const first = Math.floor(channel / (setting.outChannels / setting.groups)) * perGroup;
        let sum = 0;
        for (let c = 0; c < perGroup; c++)
          for (let r = 0; r < kernel[0]; r++)
            for (let q = 0; q < kernel[1]; q++) {
              const at = [row * stride[0] + r * dilation[0], column * stride[1] + q * dilation[1]];
              const cell = maps[first + c].cells[at[0] * padded[1] + at[1]];
              expect(cell).toMatchObject({ at, covered: true, unread: false });
              sum += cell.value * kernels[c].cells[r * kernel[1] + q].value;
            }
        expect(grids(svg, "output")[channel].cells[row * out[1] + column].value).toBe(sum);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it("transposed: gathering with the rotated kernel gives the sums of scattering", () => {
    fc.assert(
      fc.property(settings, fc.nat(), (plain, pick) => {
        const { input, kernel, stride, dilation, padding } = plain;
        const alpha = [0, 1].map((a) => Math.max(stride[a], dilation[a]) - 1);
        const out = [0, 1].map(
          (a) =>
            stride[a] * (input[a] - 1) +
            dilation[a] * (kernel[a] - 1) +
            1 -
            padding[a][0] -
            padding[a][1] +
            alpha[a],
        );
        fc.pre(out.every((size) => size >= 1));
        const setting = { ...plain, outputPadding: alpha, transposed: true };
        const total = setting.outChannels * out[0] * out[1];
        expect(stepCount(setting)).toBe(total);
        const step = pick % total;
        const svg = convDiagram(setting, { step });
        const perGroup = setting.inChannels / setting.groups;
        const channel = Math.floor(step / (out[0] * out[1]));
        const first = Math.floor(channel / (setting.outChannels / setting.groups)) * perGroup;
        const kernels = grids(svg, "kernel");
        let sum = 0;
        grids(svg, "input").forEach(({ cells }, c) => {
          const covered = cells.filter((cell) => cell.covered);
          const active = c >= first && c < first + perGroup;
          expect(covered).toHaveLength(active ? kernel[0] * kernel[1] : 0);
          covered.forEach((cell, i) => {
            if (cell.kind === "value") sum += cell.value * kernels[c - first].cells[i].value;
          });
        });
        expect(grids(svg, "output")[channel].cells[step % (out[0] * out[1])].value).toBe(sum);
        const last = stepCount(setting, { view: "scatter" }) - 1;
        expect(last + 1).toBe(setting.inChannels * input[0] * input[1]);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
