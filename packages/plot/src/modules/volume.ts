import type { Brush } from "../conv/paint.js";
import { round, tag } from "../svg.js";
import type { Shape } from "./measure.js";
import { type Piece, someOf } from "./piece.js";

/** What a volume looks like. */
export interface VolumeLook {
  part: "input" | "output" | "kernel";
  /** Side of one element. */
  cell: number;
  /** Channels have colours and letters of their own, from this one on; without it, all look alike. */
  firstChannel?: number;
  /** The shape that is meant, where one drawn element stands for many. */
  meant?: Shape;
  /** Elements under the kernel, row-major, and the one that is computed. */
  covered?: readonly number[];
  current?: number;
}

const most = 4; // sheets drawn of a volume
const depth = 12;

/** A letter for each channel: A to Z, then numbers. */
export function channelLetter(channel: number): string {
  return channel < 26 ? String.fromCharCode(65 + channel) : String(channel);
}

/** A volume as sheets behind one another, the first channel in front; of many channels, some. */
export function volume(brush: Brush, shape: Shape, look: VolumeLook): Piece {
  const [channels, rows, columns] = shape;
  const drawn = someOf(channels, most);
  const size = { width: columns * look.cell, height: rows * look.cell };
  const back = depth * (drawn.length - 1);
  const sheets = drawn.map((channel, i) => {
    const [x, y] = [i * depth, back - i * depth];
    if (channel === "…") return brush.defs.use(dots(brush, size), x, y);
    return brush.defs.use(sheet(brush, size, look, channel), x, y, { "data-channel": channel });
  });
  const data = { "data-part": look.part, "data-shape": (look.meant ?? shape).join(",") };
  return {
    markup: tag("g", data, ...sheets.reverse()),
    width: size.width + back,
    height: size.height + back,
  };
}

/** Where sheets are left out: dots along the lower right corners, on the page. */
function dots({ palette, defs }: Brush, { width, height }: { width: number; height: number }): string {
  const points = [-5, 0, 5].map((i) => `M${round(width + 3 + i)} ${round(height + 3 - i)}h0`);
  return tag("path", {
    d: points.join(""),
    stroke: palette.ink,
    class: defs.className("line"),
    "stroke-width": 2,
    "stroke-linecap": "round",
  });
}

/** One channel: fill by its role, outline and letter by its channel where channels matter. */
function sheet(
  { defs, palette }: Brush,
  size: { width: number; height: number },
  { part, cell, firstChannel, covered = [], current }: VolumeLook,
  channel: number,
): string {
  const own = firstChannel === undefined ? undefined : firstChannel + channel;
  const fill = part === "kernel" ? "#FFFFFF" : palette[part];
  const stroke = own === undefined ? palette.onFill : palette.groups[own % palette.groups.length];
  const columns = Math.round(size.width / cell);
  const lines =
    cell < 4
      ? ""
      : tag("path", { d: grid(size, cell), fill: "none", stroke: palette.onFill, "stroke-opacity": 0.3 });
  const blue = { fill: palette.kernel, "fill-opacity": 0.4 };
  const shade = covered
    .map(
      (i) =>
        `M${round((i % columns) * cell)} ${round(Math.floor(i / columns) * cell)}h${cell}v${cell}h-${cell}z`,
    )
    .join("");
  return [
    tag("rect", { ...size, fill }),
    part === "kernel" ? tag("rect", { ...size, ...blue }) : "",
    shade && tag("path", { d: shade, ...blue }),
    lines,
    current === undefined
      ? ""
      : tag("rect", {
          x: (current % columns) * cell,
          y: Math.floor(current / columns) * cell,
          width: cell,
          height: cell,
          fill: "none",
          stroke: palette.current,
          "stroke-width": 2.5,
        }),
    tag("rect", { ...size, fill: "none", stroke, "stroke-width": own === undefined ? 1 : 2.5 }),
    own === undefined ? "" : defs.text(channelLetter(own), 3, 10.5, { size: 9, fill: palette.onFill }),
  ].join("");
}

function grid({ width, height }: { width: number; height: number }, cell: number): string {
  let d = "";
  for (let x = cell; x < width - 0.01; x += cell) d += `M${round(x)} 0v${height}`;
  for (let y = cell; y < height - 0.01; y += cell) d += `M0 ${round(y)}h${width}`;
  return d;
}
