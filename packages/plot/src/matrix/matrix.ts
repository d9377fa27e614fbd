import { LimitError, sizeOf, type Tensor } from "@convkit/tensor";
import { unflatten } from "../conv/grid.js";
import type { Brush } from "../conv/paint.js";
import type { Problem } from "../conv/setting.js";
import { sizes } from "../conv/words.js";
import { type Drawing, headingHeight } from "../drawing.js";
import { tag, translate } from "../svg.js";
import { textWidth } from "../text/layout.js";
import type { Theme } from "../theme.js";
import { weightColour } from "./colours.js";
import { kernelKey } from "./key.js";
import { indexed, shortened, sidesOf } from "./names.js";
import { type Sparse, sparseOf, transposed } from "./sparse.js";
import { type CellStyle, hoverStyle, namesWidth, type Side, sparseMap } from "./sparseMap.js";

const labelledColumns = 40;
const mostEntries = 4000;
const gap = 48;
const titles = { size: 18, detail: 13 };

/** C and Cᵀ side by side, the one that the forward pass multiplies by first. */
export function drawMatrix(problem: Problem, brush: Brush, theme: Theme, own?: Tensor): Drawing {
  checkSize(problem);
  const sparse = sparseOf(problem, own);
  const style = styleOf(problem, sparse, theme, own !== undefined);
  const shapes = sidesOf(problem);
  const outputs: Side = { symbol: problem.transposed ? "x" : "y", shape: shapes.output };
  const inputs: Side = { symbol: problem.transposed ? "y" : "x", shape: shapes.input };
  const { rows, columns, entries } = sparse;
  const forth = `vec(*y*) = **C**${problem.transposed ? "^⊤" : ""} vec(*x*)`;
  const back = `∂*L*/∂*x* = **C**${problem.transposed ? "" : "^⊤"} ∂*L*/∂*y*`;
  const both = [
    {
      ...headed(
        brush,
        "**C**",
        rows,
        columns,
        problem.transposed ? `backward: ${back}` : `forward: ${forth}`,
      ),
      part: "matrix",
      matrix: sparse,
      sides: { rows: outputs, columns: inputs },
    },
    {
      ...headed(
        brush,
        "**C**^⊤",
        columns,
        rows,
        problem.transposed ? `forward: ${forth}` : `backward: ${back}`,
      ),
      part: "transpose",
      matrix: transposed(sparse),
      sides: { rows: inputs, columns: outputs },
    },
  ];
  if (problem.transposed) both.reverse();

  let x = 0;
  const above = style.labelled ? 24 : 6; // names of columns
  const placed = both.map((one) => {
    const names = style.labelled ? namesWidth(one.sides.rows) : 0;
    const width = names + one.matrix.columns * style.width;
    const place = {
      x: x + names,
      left: x,
      width: Math.max(width, one.wide),
      height: one.matrix.rows * style.height,
    };
    x += place.width + gap;
    return { ...one, ...place };
  });
  const body = placed.map(
    ({ heading, part, matrix, sides, x, left }) =>
      tag("g", { transform: translate(left, -above - headingHeight) }, heading) +
      tag("g", { transform: translate(x, 0) }, sparseMap(brush, part, matrix, sides, style)),
  );
  // Key and caption fill the space under the left matrix where the right one is taller.
  const key = own === undefined ? kernelKey(problem, brush, style) : { markup: "", width: 0, height: 0 };
  const [left] = placed;
  const tallest = Math.max(...placed.map(({ height }) => height));
  const inside = left.height + 24 + key.height <= tallest && Math.max(key.width, 480) <= left.width;
  const y = (inside ? left.height : tallest) + 28;
  body.push(tag("g", { transform: translate(0, y) }, key.markup));

  const weights = sizeOf(sparse.weights);
  const zeros = rows * columns - entries.length;
  return {
    body: body.join(""),
    width: Math.max(x - gap, key.width),
    height: tallest,
    style: style.labelled ? hoverStyle(brush.defs.prefix, { rows: outputs, columns: inputs }) : "",
    captionTop: key.height === 0 ? y + 12 : y + key.height + 36,
    top: above + headingHeight,
    title: `${own ? "Locally connected layer" : `${problem.rank}-D ${problem.transposed ? "transposed " : ""}convolution`} as a matrix, ${sizes(problem.input)} to ${sizes(problem.output)}`,
    how: "The sparse matrix C and its transpose; every colour is one weight.",
    caption: [
      [
        `**C**: ${rows} × ${columns}, `,
        `${entries.length} of ${rows * columns} entries are weights, `,
        `the other ${zeros} are always 0`,
      ],
      own
        ? [`${weights} weights, `, "none of them shared between positions"]
        : [
            `${weights} ${weights === 1 ? "weight" : "weights"}, `,
            `each repeated up to ${mostOf(entries.map(({ weight }) => weight))} times`,
          ],
    ],
  };
}

function headed(brush: Brush, name: string, rows: number, columns: number, detail: string) {
  const title = `${name}  ${rows} × ${columns}`;
  const wide = Math.max(textWidth(title, titles.size), textWidth(detail, titles.detail));
  const heading =
    brush.defs.text(title, 0, 16, { size: titles.size }) +
    brush.defs.text(detail, 0, 36, { size: titles.detail });
  return { wide, heading };
}

function styleOf(problem: Problem, sparse: Sparse, theme: Theme, own: boolean): CellStyle {
  const { rows, columns, weights } = sparse;
  const labelled = Math.max(rows, columns) <= labelledColumns;
  const rank = own ? problem.rank : 0; // axes of the position that weights belong to
  const place = (weight: number) => shortened(unflatten(weight, weights).slice(rank), weights.slice(rank), 2);
  const name = (weight: number) =>
    indexed("w", place(weight)) + (own ? `^{${unflatten(weight, weights).slice(0, rank).join(",")}}` : "");
  // A hue for each row of the kernel; where weights are not shared, for each position.
  const colour = (weight: number) => {
    if (!own) return weightColour(theme, unflatten(weight, weights), weights);
    const perPosition = sizeOf(weights.slice(rank));
    const at = [Math.floor(weight / perPosition), weight % perPosition];
    return weightColour(theme, at, [0, perPosition]);
  };
  const widest = textWidth(name(sizeOf(weights) - 1), 13);
  const cell = Math.max(2, Math.min(8, Math.floor(800 / Math.max(rows, columns))));
  return {
    width: labelled ? Math.max(32, Math.ceil(widest) + 8) : cell,
    height: labelled ? 32 : cell,
    labelled,
    place,
    name,
    colour,
  };
}

function mostOf(list: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

function checkSize({ geometry, x, y, w }: Problem): void {
  const positions = sizeOf(geometry.window.axes.map(({ output }) => output));
  const entries = w.data.length * positions;
  if (entries <= mostEntries && Math.max(x.data.length, y.data.length) <= mostEntries) return;
  throw new LimitError({
    operation: "matrixDiagram",
    argument: "C",
    found: `has about ${entries} entries in ${y.data.length} × ${x.data.length}`,
    value: entries,
    expected: `a figure holds at most ${mostEntries} of each`,
    fix: "draw a smaller input, or fewer channels",
  });
}
