import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { count, parse, texts } from "../conv/read.testing.js";
import { type MatrixDiagramOptions, type MatrixSetting, matrixDiagram } from "../index.js";

interface Cell {
  at: string;
  value: number;
  kind: string;
  weight: string | null;
  copy: boolean;
}

function cells(svg: string, part: string, stage?: number): Cell[] {
  const within = stage === undefined ? "" : `[data-stage="${stage}"] `;
  return [...parse(svg).querySelectorAll(`${within}[data-part="${part}"] [data-at]`)].map((cell) => ({
    at: cell.getAttribute("data-at") as string,
    value: Number(cell.getAttribute("data-value")),
    kind: cell.getAttribute("data-kind") as string,
    weight: cell.getAttribute("data-weight"),
    copy: cell.hasAttribute("data-copy"),
  }));
}

const shape = (svg: string, part: string): string | null | undefined =>
  parse(svg).querySelector(`[data-part="${part}"]`)?.getAttribute("data-shape");

describe("C", () => {
  const svg = matrixDiagram({ input: 4, kernel: 3 });

  it("of 4 × 4 and kernel 3 is 4 × 16 with 36 entries, each of them w_{r,c}", () => {
    expect([shape(svg, "matrix"), shape(svg, "transpose")]).toEqual(["4,16", "16,4"]);
    const expected: string[] = [];
    for (let r = 0; r < 2; r++)
      for (let c = 0; c < 2; c++)
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++) expected.push(`${r * 2 + c},${(r + i) * 4 + c + j} ${i},${j}`);
    const drawn = cells(svg, "matrix").map(({ at, weight }) => `${at} ${weight}`);
    expect(drawn).toHaveLength(36);
    expect(drawn.sort()).toEqual(expected.sort());
  });

  it("stands beside its transpose", () => {
    const flipped = cells(svg, "transpose").map(({ at, ...rest }) => ({
      ...rest,
      at: at.split(",").reverse().join(","),
    }));
    const byPlace = (a: Cell, b: Cell) => (a.at < b.at ? -1 : 1);
    expect(flipped.sort(byPlace)).toEqual(cells(svg, "matrix").sort(byPlace));
  });

  it("carries names, and one colour for each weight", () => {
    expect(texts(svg)).toEqual(expect.arrayContaining(["w_0,0", "w_2,2", "x_3,3", "y_1,1", "C  4 × 16"]));
    expect(texts(svg)).toContain("C: 4 × 16, 36 of 64 entries are weights, the other 28 are always 0");
    const document = parse(svg);
    const fills = [...document.querySelectorAll('[data-part="matrix"] use')].map((use) => {
      const id = use.getAttribute("href")?.slice(1);
      const fill = document.querySelector(`[id="${id}"] rect`)?.getAttribute("fill");
      return `${use.getAttribute("data-weight")} ${fill}`;
    });
    expect(new Set(fills).size).toBe(9);
    expect(new Set(fills.map((pair) => pair.split(" ")[1])).size).toBe(9);
  });

  it("ties rows to outputs and columns to inputs, in both matrices, under the pointer", () => {
    const document = parse(svg);
    const tied = (name: string) => [...document.querySelectorAll(`use.${name}`)];
    // The names beside both matrices, nine entries in a row of C and as many in a column of its transpose.
    expect(tied("y2")).toHaveLength(2 + 9 + 9);
    expect(tied("x5")).toHaveLength(2 + 4 + 4);
    expect(svg).toMatch(/#\w+:has\(\.x15:hover\) \.x15\{opacity:1\}/);
  });

  it("has no names above 40 columns", () => {
    const large = matrixDiagram({ input: 7, kernel: 3 });
    expect(shape(large, "matrix")).toBe("25,49");
    expect(cells(large, "matrix")).toHaveLength(225);
    expect(texts(large)).not.toContain("w_0,0");
    expect(texts(matrixDiagram({ input: 6, kernel: 3 }))).toContain("w_0,0");
  });

  it("has as many values as a locally connected layer has weights", () => {
    const w = Array.from({ length: 36 }, (_, i) => i);
    const nested = [0, 1].map((r) =>
      [0, 1].map((c) => [[[0, 1, 2].map((i) => [0, 1, 2].map((j) => w[(r * 2 + c) * 9 + i * 3 + j]))]]),
    );
    const drawn = cells(matrixDiagram({ input: 4, kernel: 3, locallyConnected: true, w: nested }), "matrix");
    const value = (row: number, r: number, c: number) =>
      drawn.find(({ at, weight }) => at.startsWith(`${row},`) && weight === `${r},${c}`)?.value;
    expect(drawn).toHaveLength(36);
    expect([value(0, 0, 0), value(1, 0, 1), value(3, 2, 2)]).toEqual([0, 10, 35]);
  });

  it("of any convolution has exactly the products of its loops", () => {
    const axis = (most: number) => fc.integer({ min: 1, max: most });
    const settings = fc.record({
      input: fc.tuple(axis(4), axis(5)),
      kernel: fc.tuple(axis(3), axis(2)),
      stride: fc.tuple(axis(2), axis(3)),
      dilation: fc.tuple(axis(2), axis(2)),
      padding: fc.tuple(fc.tuple(fc.nat(2), fc.nat(1)), fc.tuple(fc.nat(1), fc.nat(2))),
      groups: axis(2),
      perGroup: fc.tuple(axis(2), axis(2)),
    });
    fc.assert(
      fc.property(settings, ({ perGroup: [cin, cout], ...setting }) => {
        const { input, kernel, stride, dilation, padding, groups } = setting;
        const out = [0, 1].map(
          (a) =>
            Math.floor(
              (input[a] + padding[a][0] + padding[a][1] - dilation[a] * (kernel[a] - 1) - 1) / stride[a],
            ) + 1,
        );
        fc.pre(out.every((size) => size > 0));
        const svg = matrixDiagram({ ...setting, inChannels: cin * groups, outChannels: cout * groups });
        const expected: string[] = [];
        for (let o = 0; o < cout * groups; o++)
          for (let c = 0; c < cin; c++)
            for (let r = 0; r < out[0]; r++)
              for (let q = 0; q < out[1]; q++)
                for (let i = 0; i < kernel[0]; i++)
                  for (let j = 0; j < kernel[1]; j++) {
                    const y = r * stride[0] + i * dilation[0] - padding[0][0];
                    const x = q * stride[1] + j * dilation[1] - padding[1][0];
                    if (y < 0 || y >= input[0] || x < 0 || x >= input[1]) continue;
                    const channel = Math.floor(o / cout) * cin + c;
                    const row = (o * out[0] + r) * out[1] + q;
                    const column = (channel * input[0] + y) * input[1] + x;
                    const place = [...(cout * groups > 1 ? [o] : []), ...(cin > 1 ? [c] : []), i, j];
                    expected.push(`${row},${column} ${place}`);
                  }
        const drawn = cells(svg, "matrix").map(({ at, weight }) => `${at} ${weight}`);
        expect(drawn.sort()).toEqual(expected.sort());
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it("of a transposed convolution comes after its transpose, whatever the output padding", () => {
    const svg = matrixDiagram({
      input: 2,
      kernel: 2,
      stride: 1,
      dilation: 3,
      outputPadding: 2,
      transposed: true,
    });
    expect([shape(svg, "matrix"), shape(svg, "transpose")]).toEqual(["4,49", "49,4"]);
    expect(cells(svg, "matrix")).toHaveLength(4 * 4);
    expect(svg.indexOf('data-part="transpose"')).toBeLessThan(svg.indexOf('data-part="matrix"'));
  });
});

describe("im2col", () => {
  it("of 5 × 5 and kernel 3 copies the middle cell nine times", () => {
    const x = Array.from({ length: 5 }, (_, r) => Array.from({ length: 5 }, (_, c) => r * 5 + c));
    const svg = matrixDiagram({ input: 5, kernel: 3, x }, { view: "im2col" });
    expect(shape(svg, "columns")).toBe("9,9");
    const drawn = cells(svg, "columns");
    for (const { at, value } of drawn) {
      const [row, column] = at.split(",").map(Number);
      const [r, c] = [Math.floor(column / 3) + Math.floor(row / 3), (column % 3) + (row % 3)];
      expect(value).toBe(r * 5 + c);
    }
    const copies = drawn.filter(({ copy }) => copy);
    expect(copies.map(({ value }) => value)).toEqual(Array(9).fill(12));
    expect(texts(svg)).toContain("expansion: 9·9 numbers from 25, (81)/(25) = 3.24");
  });

  it("outlines the copies of the cell that is asked for, and dashes the padding", () => {
    const svg = matrixDiagram(
      { input: 4, kernel: 3, padding: 1, stride: 2 },
      { view: "im2col", cell: [0, 3] },
    );
    const drawn = cells(svg, "columns");
    // Windows start at −1 and 1; column 3 lies in the second only, row 0 in the first only.
    expect(drawn.filter(({ copy }) => copy).map(({ at }) => at)).toEqual(["5,1"]);
    expect(drawn.filter(({ kind }) => kind === "padding")).toHaveLength(36 - 25); // 5 of 6 taps are inside, along each axis
  });

  it("multiplies: output = weights · columns, group by group", () => {
    const svg = matrixDiagram(
      { input: [3, 4], kernel: 2, inChannels: 4, outChannels: 2, groups: 2 },
      { view: "im2col" },
    );
    const value = (part: string) => new Map(cells(svg, part).map((cell) => [cell.at, cell.value]));
    const [w, columns, y] = ["kernel", "columns", "output"].map(value);
    expect(w.size).toBe(2 * 2 * 4);
    for (const [at, result] of y) {
      const [o, p] = at.split(",");
      let sum = 0;
      for (const [place, weight] of w) {
        const [row, k] = place.split(",");
        if (row === o) sum += weight * (columns.get(`${k},${p}`) as number);
      }
      expect(result).toBe(sum);
    }
  });
});

describe("zero stuffing", () => {
  it("of deconv2 has 9 values, then 16 zeros between, then 24 around and 15 of α", () => {
    const setting: MatrixSetting = {
      input: 3,
      kernel: 3,
      stride: 2,
      padding: 1,
      outputPadding: 1,
      transposed: true,
    };
    const svg = matrixDiagram(setting, { view: "stuffing" });
    const counts = [0, 1, 2].map((stage) => {
      const all = cells(svg, "input", stage).map((cell) => ({
        ...cell,
        at: [],
        covered: false,
        unread: false,
      }));
      return ["value", "inserted", "padding", "alpha"].map((kind) => count(all, kind));
    });
    expect(counts).toEqual([[9, 0, 0, 0], [9, 16, 0, 0], [9, 16, 24, 15]]); // biome-ignore format: one row a stage
    expect(texts(svg)).toContain("64 of 324 multiplications are by values, the others by these zeros");
  });
});

describe("the document", () => {
  it("says what it is, within the size of a figure", () => {
    for (const view of ["matrix", "im2col"] as const) {
      const svg = matrixDiagram({ input: 4, kernel: 3 }, { view, theme: "auto" });
      const root = parse(svg).documentElement;
      expect(root.getAttribute("data-figure")).toBe("matrixDiagram");
      expect(root.getAttribute("data-setting")).toBe('{"input":4,"kernel":3}');
      expect(svg.length).toBeLessThan(41_000);
      expect(svg).not.toMatch(/NaN|undefined|var\(|<text/);
    }
    expect(parse(matrixDiagram({ input: 4, kernel: 3 })).querySelector("desc")?.textContent).toBe(
      "2-D convolution as a matrix, 4 to 2. The sparse matrix C and its transpose; every colour is one weight. C: 4 × 16, 36 of 64 entries are weights, the other 28 are always 0. 9 weights, each repeated up to 4 times.",
    );
  });

  it.each([1, 3] as const)("is drawn in rank %s", (rank) => {
    const setting = { rank, input: 4, kernel: 2, padding: 1 };
    expect(parse(matrixDiagram(setting)).querySelector("title")).not.toBeNull();
    expect(
      parse(matrixDiagram({ ...setting, input: 2 }, { view: "im2col" })).querySelector("title"),
    ).not.toBeNull();
    const stuffed = matrixDiagram({ ...setting, transposed: true, stride: 2 }, { view: "stuffing" });
    expect(cells(stuffed, "input", 1)).toHaveLength(7 ** rank);
  });
});

describe("refuses", () => {
  const draw = (setting: MatrixSetting, options: MatrixDiagramOptions) => () =>
    matrixDiagram(setting, options);
  const setting: MatrixSetting = { input: 4, kernel: 3 };
  it.each<[MatrixSetting, MatrixDiagramOptions, string]>([
    [setting, { view: "sparse" as "matrix" }, 'matrixDiagram: view is "sparse" but must be one of matrix, im2col, stuffing'],
    [setting, { view: "stuffing" }, 'matrixDiagram: view is "stuffing" but needs a transposed convolution; set transposed: true'],
    [{ ...setting, transposed: true }, { view: "im2col" }, 'matrixDiagram: view is "im2col" but needs a direct convolution; leave out transposed'],
    [setting, { view: "im2col", cell: [4, 0] }, "matrixDiagram: cell is [4, 0] but must be a position in the input of 4 × 4"],
    [{ ...setting, locallyConnected: true }, { view: "im2col" }, 'matrixDiagram: view is "im2col" but only C can be drawn of a locally connected layer'],
    [{ input: 60, kernel: 3 }, {}, "matrixDiagram: C has about 30276 entries in 3364 × 3600 but a figure holds at most 4000 of each; draw a smaller input, or fewer channels"],
    [{ input: 227, kernel: 11, stride: 4, inChannels: 3 }, { view: "im2col" }, "matrixDiagram: columns are 363 × 3025, 7.1 times the input but a figure holds at most 4000 numbers; draw a smaller input, or fewer channels"],
    [{ input: 0, kernel: 3 }, {}, "matrixDiagram: input is 0 but must be a positive integer, or one per axis (2)"],
  ])("%j %j", (setting, options, message) => expect(draw(setting, options)).toThrow(message)); // biome-ignore format: rows
  it("what the operation refuses", () => expect(draw({ input: 2, kernel: 3 }, {})).toThrow(/^conv2d: /));
});
