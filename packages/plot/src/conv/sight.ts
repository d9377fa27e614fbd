import { tag } from "../svg.js";
import type { Palette } from "../theme.js";
import { otherSide, type Side } from "./grid.js";
import { add, cellSize, type Point, type Stage, tilted } from "./stage.js";
import type { Step } from "./steps.js";

/** Lines between the kernel and the current cell, where the sides stand over one another and have one map each. */
export function linesOfSight(stage: Stage, palette: Palette, step: Step): string {
  const rank = stage.scene.window.length;
  if (stage.labelled || step.windows[0].taps.length === 0) return "";
  const style = { fill: "none", stroke: palette.kernel };
  if (rank === 1) return tag("path", { d: spokes(stage, step), ...style, "stroke-width": 2 });
  if (rank === 3 || stage.tilt === undefined) return "";
  return tag("path", { d: edges(stage, step), ...style, "stroke-opacity": 0.7 });
}

/** In 1-D: from every cell under the kernel to the current one. */
function spokes(stage: Stage, step: Step): string {
  const { stepping } = stage.scene;
  const middle = (side: Side, cell: number): Point => {
    const edge = { x: cellSize / 2, y: side === "output" ? cellSize : 0 };
    return add(cornerOf(stage, side, cell), edge);
  };
  return join(
    step.windows[0].taps.map(({ cell }) => [middle(otherSide(stepping), cell), middle(stepping, step.cell)]),
  );
}

/** Seen from the side: from each corner of the kernel's box to the same corner of the current cell. */
function edges(stage: Stage, step: Step): string {
  const { stepping } = stage.scene;
  const side = otherSide(stepping);
  const { cells } = stage.scene[side][0];
  const under = step.windows[0].taps.map(({ cell }) => stage.offset(side, cells[cell]));
  const [xs, ys] = [under.map(({ x }) => x), under.map(({ y }) => y)];
  const { x, y } = stage.offset(stepping, stage.scene[stepping][0].cells[step.cell]);
  const box = (on: Side, left: number, top: number, right: number, bottom: number): Point[] =>
    [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ].map((corner) => add(stage.map(on, 0), tilted(stage, corner)));
  const ends = box(stepping, x, y, x + cellSize, y + cellSize);
  const kernel = box(
    side,
    Math.min(...xs),
    Math.min(...ys),
    Math.max(...xs) + cellSize,
    Math.max(...ys) + cellSize,
  );
  return join(kernel.map((corner, i) => [corner, ends[i]]));
}

function cornerOf(stage: Stage, side: Side, cell: number): Point {
  return add(stage.map(side, 0), stage.offset(side, stage.scene[side][0].cells[cell]));
}

function join(lines: Point[][]): string {
  const round = (value: number) => Math.round(value * 100) / 100;
  return lines.map(([a, b]) => `M${round(a.x)} ${round(a.y)}L${round(b.x)} ${round(b.y)}`).join("");
}
