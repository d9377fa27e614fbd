import { im2col, taps } from "@convkit/conv";
import { LimitError, OptionError, sizeOf } from "@convkit/tensor";
import {
  type Border,
  bare,
  type Cell,
  cellsOf,
  drawnSize,
  flatIndex,
  type Side,
  unflatten,
} from "../conv/grid.js";
import { shown } from "../conv/numbers.js";
import type { Brush } from "../conv/paint.js";
import type { Problem } from "../conv/setting.js";
import { sizes } from "../conv/words.js";
import { type Drawing, headingHeight } from "../drawing.js";
import { tag, translate } from "../svg.js";
import { textWidth } from "../text/layout.js";
import { cellTable, type TableCell } from "./cellTable.js";
import { valueMaps } from "./map.js";
import { indexed, shortened, sidesOf } from "./names.js";

const mostCells = 4000;
const gap = 56;

/**
 * Every window as a column, in Falk's scheme: the columns right of the input, the weights below it, and where
 * their rows and columns meet, the outputs.
 */
export function drawColumns(problem: Problem, brush: Brush, cell?: readonly number[]): Drawing {
  const chosen = checked(problem, cell);
  const { defs } = brush;
  const { geometry, groups, x, w, y } = problem;
  const { axes } = geometry.window;
  const shapes = sidesOf(problem);
  const settings = {
    kernel: axes.map(({ kernel }) => kernel),
    stride: axes.map(({ stride }) => stride),
    padding: axes.map(({ padding }) => padding),
    dilation: axes.map(({ dilation }) => dilation),
  };
  const columns = im2col(x, settings);
  const [, rows, positions] = columns.shape;
  const taken = copiesOf(problem, flatIndex(chosen, problem.input));
  const table = (
    part: string,
    count: [number, number],
    side: Side | "kernel",
    at: (r: number, c: number) => TableCell | undefined,
    names: { rows: string[]; columns: string[] },
  ) => cellTable(brush, { part, rows: count[0], columns: count[1], side, at, names });

  const elementNames = Array.from({ length: rows }, (_, r) => {
    const shape = [geometry.inChannels, ...problem.kernel];
    return indexed("w", shortened(unflatten(r, shape), shape));
  });
  const outputNames = Array.from({ length: positions }, (_, p) =>
    indexed("y", unflatten(p, shapes.output.slice(1))),
  );
  const channelNames = Array.from({ length: geometry.outChannels }, (_, o) =>
    geometry.outChannels > 1 ? `*o* ${o}` : "",
  );
  const none = (count: number) => Array<string>(count).fill("");

  const lowered = table(
    "columns",
    [rows, positions],
    "input",
    (r, p) => {
      const key = (r % sizeOf(problem.kernel)) * positions + p;
      const kind = taken.inside.has(key) ? "value" : "padding";
      const copy = r < sizeOf(problem.kernel) && taken.copies.has(key);
      return { value: columns.data[r * positions + p], kind, outlined: copy };
    },
    { rows: elementNames, columns: outputNames },
  );
  const perGroup = rows / groups;
  const weights = table(
    "kernel",
    [geometry.outChannels, rows],
    "kernel",
    (o, r) => {
      const group = Math.floor((o * groups) / geometry.outChannels);
      if (Math.floor(r / perGroup) !== group) return undefined;
      return { value: w.data[o * perGroup + (r % perGroup)], kind: "weight" };
    },
    { rows: channelNames, columns: none(rows) },
  );
  const result = table(
    "output",
    [geometry.outChannels, positions],
    "output",
    (o, p) => ({ value: y.data[o * positions + p], kind: "value" }),
    { rows: none(geometry.outChannels), columns: none(positions) },
  );

  const map = inputMap(problem, brush, chosen);
  const copies = taken.copies.size;
  const factor = (rows * positions) / x.data.length;
  const words = {
    input: [
      "input",
      `*i* = ${sizes(problem.input)}${geometry.inChannels > 1 ? `, ${geometry.inChannels} channels` : ""}`,
    ],
    columns: ["columns", `${rows} × ${positions}: one for each position`],
    weights: ["weights **W**", `${geometry.outChannels} × ${rows}`],
    output: ["output", `**W** · columns, ${geometry.outChannels} × ${positions}`],
  };
  const wide = ([title, detail]: string[]) => Math.max(textWidth(title, 16), textWidth(detail, 12));
  const left = Math.max(map.width, weights.left + weights.width, wide(words.input), wide(words.weights));
  const right = left + gap + lowered.left;
  const tall = Math.max(map.height, lowered.height);
  const below = tall + 28 + headingHeight;
  const above = 24; // names of the columns
  const put = ([title, detail]: string[], x: number, y: number, up: number) =>
    defs.text(title, x, y + 16 - headingHeight - up, { size: 16 }) +
    defs.text(detail, x, y + 33 - headingHeight - up, { size: 12 });
  const body = [
    put(words.input, 0, 0, above),
    tag("g", {}, map.markup),
    put(words.columns, right, 0, above),
    tag("g", { transform: translate(right, 0) }, lowered.markup),
    put(words.weights, left - weights.width, below, 0),
    tag("g", { transform: translate(left - weights.width, below) }, weights.markup),
    put(words.output, right, below, 0),
    tag("g", { transform: translate(right, below) }, result.markup),
  ];
  const at = shortened([0, ...chosen], [geometry.inChannels, ...problem.input]);
  return {
    body: body.join(""),
    width: Math.max(right + lowered.width, right + wide(words.columns)),
    height: below + weights.height,
    top: headingHeight + above,
    title: `im2col of a ${problem.rank}-D convolution, ${sizes(problem.input)} to ${sizes(problem.output)}`,
    how: "Each window is a column; the convolution is the product of the weights with the columns.",
    caption: [
      [
        `*x*_{${at.join(",")}} = ${shown(x.data[flatIndex(chosen, problem.input)])} is copied ${copies} ${copies === 1 ? "time" : "times"} (outlined)`,
      ],
      [
        `expansion: ${rows}·${positions} numbers from ${x.data.length}, `,
        `{${rows * positions}}/{${x.data.length}} = ${Number(factor.toFixed(2))} `,
      ],
    ],
  };
}

/** Kernel element and position of each copy of the chosen cell, and of every cell that is no padding. */
function copiesOf({ geometry }: Problem, chosen: number): { inside: Set<number>; copies: Set<number> } {
  const { output, input, kernel } = taps(geometry.window);
  const positions = sizeOf(geometry.window.axes.map((axis) => axis.output));
  const keys = Array.from(input, (_, i) => kernel[i] * positions + output[i]);
  return { inside: new Set(keys), copies: new Set(keys.filter((_, i) => input[i] === chosen)) };
}

function inputMap({ geometry, input, inChannels, x }: Problem, brush: Brush, chosen: readonly number[]) {
  const borders = geometry.window.axes.map(
    (axis): Border => ({ ...bare(axis.input), padding: axis.padding }),
  );
  const perMap = sizeOf(input);
  const channels = Array.from({ length: inChannels }, (_, channel): Cell[] =>
    cellsOf(borders, (at) => x.data[channel * perMap + flatIndex(at, input)]),
  );
  const shape = borders.map(drawnSize);
  const at = chosen.map((index, axis) => index + borders[axis].padding[0]);
  return valueMaps(brush, "input", channels, shape, { channel: 0, cell: flatIndex(at, shape) });
}

function checked(
  { transposed, geometry, input, kernel, inChannels, output }: Problem,
  cell?: readonly number[],
): number[] {
  const refuse = (argument: string, value: unknown, expected: string, fix?: string): never => {
    throw new OptionError({ operation: "matrixDiagram", argument, value, expected, fix });
  };
  if (transposed) refuse("view", "im2col", "needs a direct convolution", "leave out transposed");
  const [rows, positions] = [inChannels * sizeOf(kernel), sizeOf(output)];
  if (Math.max(rows * positions, geometry.outChannels * rows) > mostCells) {
    throw new LimitError({
      operation: "matrixDiagram",
      argument: "columns",
      found: `are ${rows} × ${positions}, ${Number(((rows * positions) / (inChannels * sizeOf(input))).toFixed(2))} times the input`,
      value: rows * positions,
      expected: `a figure holds at most ${mostCells} numbers`,
      fix: "draw a smaller input, or fewer channels",
    });
  }
  const chosen = cell ?? input.map((size) => Math.floor(size / 2));
  const inside =
    chosen.length === input.length &&
    chosen.every((i, axis) => Number.isInteger(i) && i >= 0 && i < input[axis]);
  if (!inside) refuse("cell", cell, `must be a position in the input of ${input.join(" × ")}`);
  return [...chosen];
}
