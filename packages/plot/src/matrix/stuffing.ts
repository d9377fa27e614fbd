import { directEquivalent, taps } from "@convkit/conv";
import { OptionError, sizeOf } from "@convkit/tensor";
import { type Border, bare, cellsOf, drawnSize, flatIndex } from "../conv/grid.js";
import type { Brush } from "../conv/paint.js";
import type { Problem } from "../conv/setting.js";
import { sizes } from "../conv/words.js";
import { type Drawing, headingHeight } from "../drawing.js";
import { tag, translate } from "../svg.js";
import { textWidth } from "../text/layout.js";
import { valueMaps } from "./map.js";

const gap = 64;

/** How a transposed convolution's input becomes that of a direct one: as it is, stretched with zeros, padded. */
export function drawStuffing(problem: Problem, brush: Brush): Drawing {
  if (!problem.transposed) {
    throw new OptionError({
      operation: "matrixDiagram",
      argument: "view",
      value: "stuffing",
      expected: "needs a transposed convolution",
      fix: "set transposed: true",
    });
  }
  const { defs, palette } = brush;
  const axes = directEquivalent(problem.geometry);
  const stretchedBorders = axes.map(
    ({ stretched, insertedZeros }): Border => ({ ...bare(stretched), stretch: insertedZeros + 1 }),
  );
  const padded = axes.map(
    ({ padding, alpha }, i): Border => ({
      ...stretchedBorders[i],
      padding,
      alpha: Math.min(alpha, Math.max(padding[1], 0)),
    }),
  );
  const zeros = sizes(axes.map(({ insertedZeros }) => insertedZeros));
  const p = same(axes.map(({ padding, alpha }) => pair(padding[0], padding[1] - alpha)));
  const alpha = sizes(axes.map((axis) => axis.alpha));
  const stages = [
    { title: "input", detail: `*i*′ = ${sizes(problem.input)}`, borders: problem.input.map(bare) },
    {
      title: "stretched",
      detail: `*ĩ*′ = ${sizes(axes.map((axis) => axis.stretched))}, *s* − 1 = ${zeros} ${zeros === "1" ? "zero" : "zeros"} between`,
      borders: stretchedBorders,
    },
    { title: "padded", detail: `*p*′ = ${p}, *α* = ${alpha}`, borders: padded },
  ];
  const perMap = sizeOf(problem.input);
  const placed = stages.map((stage) => {
    const channels = Array.from({ length: problem.inChannels }, (_, channel) =>
      cellsOf(stage.borders, (at) => problem.x.data[channel * perMap + flatIndex(at, problem.input)]),
    );
    const map = valueMaps(brush, "input", channels, stage.borders.map(drawnSize));
    return {
      ...stage,
      map,
      wide: Math.max(map.width, textWidth(stage.title, 16), textWidth(stage.detail, 12)),
    };
  });
  const height = Math.max(...placed.map(({ map }) => map.height));
  let x = 0;
  const body = placed.map(({ title, detail, map, wide }, i) => {
    const words =
      defs.text(title, 0, 16 - headingHeight, { size: 16 }) +
      defs.text(detail, 0, 33 - headingHeight, { size: 12 });
    const maps = tag(
      "g",
      { transform: translate(0, (height - map.height) / 2), "data-stage": i },
      map.markup,
    );
    const arrow = i === 0 ? "" : arrowTo(-gap / 2, height / 2, palette.ink, defs.className("line"));
    const group = tag("g", { transform: translate(x, 0) }, words, arrow, maps);
    x += wide + gap;
    return group;
  });
  const macs = axes.map(({ kernel, output }) => kernel * output).reduce((a, b) => a * b, 1);
  const useful = axes.map((_, axis) => productsAlong(problem, axis)).reduce((a, b) => a * b, 1);
  return {
    body: body.join(""),
    width: x - gap,
    height,
    top: headingHeight,
    title: `Zero stuffing: the input of a transposed convolution, ${sizes(problem.input)} to ${sizes(problem.output)}`,
    how: "Three stages: the input, the input with zeros between its elements, and that padded.",
    caption: [
      [
        `then a direct convolution, *k*′ = ${sizes(problem.kernel)}, *s*′ = 1`,
        axes.some(({ dilation }) => dilation > 1)
          ? `, *d*′ = ${sizes(axes.map(({ dilation }) => dilation))} `
          : " ",
        `→ *o*′ = ${sizes(problem.output)}`,
      ],
      [`${useful} of ${macs} multiplications `, "are by values, ", "the others by these zeros"],
    ],
  };
}

function same(words: readonly string[]): string {
  return words.every((word) => word === words[0]) ? words[0] : words.join(" × ");
}

function pair(begin: number, end: number): string {
  return begin === end ? minus(begin) : `(${minus(begin)}, ${minus(end)})`;
}

const minus = (value: number): string => String(value).replace("-", "−");

/** Products with values along one axis: the taps of the convolution whose transpose this is. */
function productsAlong({ geometry }: Problem, axis: number): number {
  return taps({ axes: [geometry.window.axes[axis]] }).input.length;
}

function arrowTo(middle: number, y: number, stroke: string, className: string): string {
  return tag("path", {
    d: `M${middle - 16} ${y}h32m-8 -5l8 5l-8 5`,
    fill: "none",
    stroke,
    class: className,
    "stroke-width": 2,
  });
}
