import { round } from "../svg.js";
import type { Cell, Side } from "./grid.js";
import type { Scene } from "./scene.js";

export const cellSize = 32;
export const headingHeight = 46;

export interface Point {
  x: number;
  y: number;
}

/** Where everything of a scene stands on the page; y = 0 is the top of the maps. */
export interface Stage {
  scene: Scene;
  width: number;
  height: number;
  /** Channels are labelled where there are several. */
  labelled: boolean;
  /** Top left corner of a map. */
  map(side: Side, index: number): Point;
  /** A cell within its map, as if the map lay flat. */
  offset(side: Side, cell: Cell): Point;
  /** Extent of one map, as if it lay flat. */
  extent: Record<Side, { width: number; height: number }>;
  /** How far a point of a map goes right and down, for each step right and down within it; none where maps lie flat. */
  tilt?: { right: Point; down: Point };
  heading: Record<Side, Point>;
  /** Left end of the arrow between the sides, where there is one. */
  arrow?: Point;
}

/** Where a point of a map, seen from the map's corner, lies on the page. */
export function tilted({ tilt }: Stage, { x, y }: Point): Point {
  if (tilt === undefined) return { x, y };
  return { x: x * tilt.right.x + y * tilt.down.x, y: x * tilt.right.y + y * tilt.down.y };
}

/** The same as a transform, after others. */
export function tiltOf({ tilt }: Stage): string {
  if (tilt === undefined) return "";
  const { right, down } = tilt;
  return `matrix(${[right.x, right.y, down.x, down.y].map(round).join(" ")} 0 0)`;
}

/** Top left corner of the upright square, as large as a cell, that holds the numbers of the cell at `offset`. */
export function upright(stage: Stage, { x, y }: Point): Point {
  if (stage.tilt === undefined) return { x, y };
  const half = cellSize / 2;
  const middle = tilted(stage, { x: x + half, y: y + half });
  return { x: middle.x - half - 4, y: middle.y - half - 1.5 }; // what leans leaves room at the left
}

export function add(a: Point, b: Point): Point {
  return { x: a.x + b.x, y: a.y + b.y };
}
