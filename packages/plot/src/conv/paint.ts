import type { Defs } from "../defs.js";
import { tag, translate } from "../svg.js";
import type { Palette } from "../theme.js";
import { cellNumber, mapSquares } from "./cells.js";
import { otherSide } from "./grid.js";
import { cellSize, type Stage } from "./stage.js";
import type { Step } from "./steps.js";
import { kernelPiece, windowLines } from "./window.js";

/** How frames are put together: where pieces are shared, and in which colours. */
export interface Brush {
  defs: Defs;
  palette: Palette;
}

/** A number that a map shows in the frames `from` ≤ t < `until`. */
export interface Appearance {
  from: number;
  until: number;
  value: number;
  x: number;
  y: number;
}

/** Squares and fixed numbers, the same in every frame. Numbers lie over the kernel's shade, squares under it. */
export function basePieces(stage: Stage, brush: Brush, covered?: Step): { squares: string; numbers: string } {
  const { scene } = stage;
  const { defs, palette } = brush;
  let squares = "";
  let numbers = "";
  for (const side of ["input", "output"] as const)
    scene[side].forEach((grid, index) => {
      const lying =
        side === scene.stepping ? [] : (covered?.windows.find((one) => one.grid === index)?.taps ?? []);
      squares += mapSquares(stage, grid, index, brush, new Set(lying.map((tap) => tap.cell)));
      if (side === scene.written) return;
      for (const cell of grid.cells) {
        if (cell.kind !== "value" && cell.kind !== "inserted") continue;
        const at = stage.offset(side, cell);
        const { x, y } = stage.map(side, index);
        numbers += cellNumber(defs, cell.value, x + at.x, y + at.y);
      }
    });
  return { squares, numbers: tag("g", { fill: palette.onFill }, numbers) };
}

/** The numbers that appear as they are reached, with the frames that show them. */
export function appearancesOf(stage: Stage): Appearance[] {
  const { scene } = stage;
  const showing = new Map<string, Appearance>();
  return scene.steps.flatMap((step, from) =>
    step.writes.map(({ grid, cell, value }) => {
      const key = `${grid} ${cell}`;
      const before = showing.get(key);
      if (before) before.until = from;
      const at = stage.offset(scene.written, scene[scene.written][grid].cells[cell]);
      const map = stage.map(scene.written, grid);
      const appearance = { from, until: scene.steps.length, value, x: map.x + at.x, y: map.y + at.y };
      showing.set(key, appearance);
      return appearance;
    }),
  );
}

/** What moves: the kernel's shade goes under the numbers, its outline, weights and the current cell over them. */
export function framePieces(
  stage: Stage,
  brush: Brush,
  step: Step,
  shared: boolean,
): { under: string; over: string } {
  const { scene } = stage;
  const { defs, palette } = brush;
  const side = otherSide(scene.stepping);
  const put = (piece: string, x: number, y: number) =>
    shared ? defs.use(piece, x, y) : tag("g", { transform: translate(x, y) }, piece);
  let under = "";
  let over = "";
  for (const { grid, taps } of step.windows) {
    if (taps.length === 0) continue;
    const { shade, outline, corner } = kernelPiece(stage, brush, taps);
    const map = stage.map(side, grid);
    under += put(shade, map.x + corner.x, map.y + corner.y);
    over += put(outline, map.x + corner.x, map.y + corner.y);
  }
  const about = scene[scene.stepping][step.grid].cells[step.cell];
  const map = stage.map(scene.stepping, step.grid);
  const at = stage.offset(scene.stepping, about);
  const colour = scene.view === "gradient" ? palette.gradient : palette.current;
  const current = tag("rect", {
    width: cellSize,
    height: cellSize,
    fill: "none",
    stroke: colour,
    "stroke-width": 3,
  });
  over += defs.use(current, map.x + at.x, map.y + at.y);
  return { under: under + windowLines(stage, palette, step), over };
}
