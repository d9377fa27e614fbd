import { conv2d, receptiveField } from "@convkit/conv";
import type { Brush } from "../conv/paint.js";
import type { Drawing } from "../drawing.js";
import { tag } from "../svg.js";
import { grouped, measure, type Shape } from "./measure.js";
import { column, type Piece, row, words } from "./piece.js";
import { type ModuleSetting, refuse } from "./setting.js";

const cell = 26;
const pitch = 62; // between rows of the stack

/** A stack of small convolutions beside the large one that sees as much. */
export function drawStack(
  { input = [64, 56, 56], kernel = 3, layers = 3 }: ModuleSetting,
  brush: Brush,
): Drawing {
  if (typeof kernel !== "number") refuse("kernel", kernel, "must be one number");
  const k = kernel as number;
  const [channels] = input;
  const fields = Array.from(
    { length: layers + 1 },
    (_, n) => receptiveField(Array(n).fill({ kernel: k })).size,
  );
  const large = fields[layers];
  const conv = (size: number) =>
    measure((x, w) => conv2d(x, w, { padding: "same" }), input as Shape, [channels, channels, size, size]);
  const [small, single] = [conv(k), conv(large)];
  const titled = (title: string, piece: Piece) => column(14, words(brush, title, 16), piece);
  const picture = row(
    60,
    titled(`${layers} layers of ${k} × ${k}`, cone(brush, fields, layers * pitch)),
    titled(`one layer of ${large} × ${large}`, cone(brush, [1, large], layers * pitch)),
  );
  const ratio = Number(((layers * small.parameters) / single.parameters).toFixed(3));
  return {
    body: picture.markup,
    width: picture.width,
    height: picture.height,
    top: 0,
    title: `A stack of ${layers} convolutions ${k} × ${k} sees ${large} × ${large}`,
    how: "Each row shows, along one axis, what the element on top depends on.",
    caption: [
      [
        `parameters: {${layers * k * k}*C*^2}/{${large * large}*C*^2} `,
        `= {${grouped(layers * small.parameters)}}/{${grouped(single.parameters)}} `,
        `= ${ratio} `,
        `for *C* = ${channels}`,
      ],
      [`${layers} non-linearities `, "against 1; ", `the same field of ${large}`],
    ],
  };
}

/** Rows of elements, one on top, over this height; each row is what the one above reads. */
function cone(brush: Brush, fields: readonly number[], height: number): Piece {
  const apart = height / (fields.length - 1);
  const { defs, palette } = brush;
  const label = 64;
  const widest = fields[fields.length - 1] * cell;
  const rows = fields.map((count, i) => {
    const left = label + (widest - count * cell) / 2;
    const role = i === 0 ? palette.output : i === fields.length - 1 ? palette.input : palette.inserted;
    const cells = Array.from({ length: count }, (_, c) =>
      tag("rect", {
        x: left + c * cell,
        y: i * apart,
        width: cell,
        height: cell,
        fill: role,
        stroke: palette.onFill,
      }),
    );
    const names = i === 0 ? "output" : i === fields.length - 1 ? "input" : "";
    const data = { "data-part": names || "hidden", "data-field": String(count) };
    return (
      tag("g", data, ...cells) +
      defs.text(`${names} ${count}`.trim(), label - 10, i * apart + 18, { size: 13, anchor: "end" })
    );
  });
  const edges = fields.slice(1).map((count, i) => {
    const half = [fields[i], count].map((size) => (size * cell) / 2);
    const middle = label + widest / 2;
    const [top, bottom] = [i * apart + cell, (i + 1) * apart];
    return [-1, 1]
      .map((side) => `M${middle + side * half[0]} ${top}L${middle + side * half[1]} ${bottom}`)
      .join("");
  });
  const lines = tag("path", {
    d: edges.join(""),
    stroke: palette.faint,
    class: defs.className("thin"),
    "stroke-width": 1.5,
  });
  return { markup: lines + rows.join(""), width: label + widest, height: height + cell };
}
