import { textWidth } from "../text/layout.js";
import type { Cell, Side } from "./grid.js";
import type { Scene } from "./scene.js";
import type { Heading } from "./words.js";

export const cellSize = 32;
const mapGap = 16;
const sliceGap = 14;
const channelLabel = 30;
/** Between input and output: room for the arrow and its words. */
const sideGap = 112;
const rowGap = 72;
export const headingHeight = 46;

interface Point {
  x: number;
  y: number;
}

/** Where everything of a scene's maps stands; y = 0 is the top of the maps. */
export interface Stage {
  scene: Scene;
  width: number;
  height: number;
  /** Channels are labelled where there are several. */
  labelled: boolean;
  /** Top left corner of a map. */
  map(side: Side, index: number): Point;
  /** A cell within its map. */
  offset(side: Side, cell: Cell): Point;
  /** Extent of one map. */
  extent: Record<Side, { width: number; height: number }>;
  /** Where the column (in 1-D, the row) of a side begins. */
  origin: Record<Side, Point>;
}

/**
 * Two columns, input and output, with channels below one another; in 1-D the output above the input, its cells
 * over the middle of their windows.
 */
export function stageOf(scene: Scene, headings: Record<Side, Heading>): Stage {
  const rank = scene.window.length;
  const offset = (side: Side, { at }: Cell): Point => {
    if (rank === 1) return { x: cellSize * (side === scene.slid ? at[0] : centre(scene, at[0])), y: 0 };
    const column = at[rank - 1] * cellSize;
    const slice = rank === 3 ? at[0] * (lastOf(scene[side][0].shape) * cellSize + sliceGap) : 0;
    return { x: slice + column, y: at[rank - 2] * cellSize };
  };
  const extentOf = (side: Side) => {
    const last = offset(side, scene[side][0].cells.at(-1) as Cell);
    return { width: last.x + cellSize, height: last.y + cellSize };
  };
  const extent = { input: extentOf("input"), output: extentOf("output") };
  const labelled = scene.input.length > 1 || scene.output.length > 1;
  const label = labelled ? channelLabel : 0;
  const column = (side: Side) => scene[side].length * (extent[side].height + mapGap) - mapGap;
  const heading = (side: Side) =>
    Math.max(textWidth(headings[side].title, 16), textWidth(headings[side].detail, 12));

  let origin: Record<Side, Point>;
  let width: number;
  let height: number;
  if (rank === 1) {
    const left = Math.max(heading("input"), heading("output")) + 20 + label;
    origin = { output: { x: left, y: 0 }, input: { x: left, y: column("output") + rowGap } };
    width = left + Math.max(extent.input.width, extent.output.width);
    height = origin.input.y + column("input");
  } else {
    height = Math.max(column("input"), column("output"));
    const across = (side: Side) => Math.max(label + extent[side].width, heading(side));
    const place = (side: Side, x: number) => ({ x: x + label, y: (height - column(side)) / 2 });
    origin = { input: place("input", 0), output: place("output", across("input") + sideGap) };
    width = across("input") + sideGap + across("output");
  }
  const map = (side: Side, index: number): Point => ({
    x: origin[side].x,
    y: origin[side].y + index * (extent[side].height + mapGap),
  });
  return { scene, width, height, labelled, map, offset, extent, origin };
}

/** Where the middle of a window lies among the cells it slides over, in cells; shifted to start at 0 or later. */
function centre({ window: [axis] }: Scene, at: number): number {
  return at * axis.stride - axis.padding[0] + (axis.dilation * (axis.kernel - 1)) / 2;
}

function lastOf(shape: readonly number[]): number {
  return shape[shape.length - 1];
}
