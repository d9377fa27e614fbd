import katex from "katex";
import { describe, expect, test } from "vitest";
import * as plot from "../index.js";

const all = Object.entries(plot.families).flatMap(([family, figures]) =>
  Object.entries(figures).map(([name, figure]) => ({ family, name, figure })),
);

test("every name stands once, in the families and in the catalogues", () => {
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect({ ...plot.figures, ...plot.chartFigures }).toEqual(
    Object.fromEntries(all.map(({ name, figure }) => [name, figure])),
  );
});

describe.each(all)("$name", ({ figure }) => {
  test("its call draws it", () => {
    const { convDiagram, poolDiagram, matrixDiagram, moduleDiagram, chart } = plot;
    const known = { convDiagram, poolDiagram, matrixDiagram, moduleDiagram, chart };
    const called = new Function(...Object.keys(known), `return ${figure.call}`)(...Object.values(known));
    const { draw, setting, options } = figure as plot.Figure;
    expect(called).toEqual(draw(setting, options));
    expect(figure.call).not.toContain("\n");
  });

  test("its caption is TeX in plain characters", () => {
    const { caption } = figure;
    for (const [formula] of caption.matchAll(/\$[^$]+\$/g))
      expect(() => katex.renderToString(formula.slice(1, -1), { strict: "error" })).not.toThrow();
    expect(caption.replace(/\$[^$]+\$/g, "")).toMatch(/^(?:[^#$%&_{}~^\\]|\\[#$%&_{}])*$/);
    expect(caption).toMatch(/^[\x20-\x7e]+\.$/);
  });
});

// Dumoulin & Visin 2016: i′ p′ α → o′ of each transpose.
test.each([
  ["no_padding_no_strides", 2, 0, 4],
  ["arbitrary_padding_no_strides", 6, 0, 5],
  ["same_padding_no_strides", 5, 0, 5],
  ["full_padding_no_strides", 7, 0, 5],
  ["no_padding_strides", 2, 0, 5],
  ["padding_strides", 3, 0, 5],
  ["padding_strides_odd", 3, 1, 6],
  ["dilation", 3, 0, 7],
])("the transpose of %s leads back", (name, input, alpha, output) => {
  const { setting, options } = plot.figures[`${name}_transposed`];
  expect(setting).toMatchObject({ input, transposed: true });
  expect((setting as plot.ConvSetting).outputPadding ?? 0).toBe(alpha);
  expect(plot.convDiagram(setting as plot.ConvSetting, options)).toContain(
    `data-part="output" data-shape="${output},${output}"`,
  );
});

test("a caption, whole", () => {
  expect(plot.figures.padding_strides_odd.caption).toBe(
    String.raw`Padding 1, stride 2, a cell left over: the last padded row and column are not read. 2-D convolution, 6 to 3. $i = 6$, $k = 3$, $s = 2$, $p = 1$, $d = 1 \to o = 3$. $o = \left\lfloor \frac{i + 2p - d(k - 1) - 1}{s} \right\rfloor + 1 = \left\lfloor \frac{6 + 2\cdot1 - 1\cdot2 - 1}{2} \right\rfloor + 1 = 3$.`,
  );
});

// CS231n, "Convolutional Networks": its rows, the image among them, add up to 15.24 M.
test("VGG-16's memory: 15.24 M numbers of an image and 138 M weights", () => {
  const { rows } = plot.chartFigures.memory.setting as plot.chart.MemorySetting;
  const total = (part: "activations" | "parameters" | "data") =>
    rows.reduce((sum, row) => sum + (row[part] ?? 0), 0) / 4;
  expect((total("activations") + total("data")) / 32).toBe(15_237_608);
  expect(total("parameters")).toBe(138_344_128);
});
