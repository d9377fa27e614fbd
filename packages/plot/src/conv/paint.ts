import type { Defs } from "../defs.js";
import { tag, translate } from "../svg.js";
import type { Palette } from "../theme.js";
import { cellNumber, mapSquares } from "./cells.js";
import { otherSide } from "./grid.js";
import { linesOfSight } from "./sight.js";
import { add, cellSize, type Point, type Stage, tilted, upright } from "./stage.js";
import type { Mark, Step } from "./steps.js";
import { kernelPiece, leaning } from "./window.js";

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
  const onPage = { fill: palette.ink, class: defs.className("ink") };
  let squares = "";
  let numbers = "";
  for (const side of ["input", "output"] as const)
    scene[side].forEach((grid, index) => {
      const lying =
        side === scene.stepping ? [] : (covered?.windows.find((one) => one.grid === index)?.taps ?? []);
      squares += mapSquares(stage, grid, index, brush, new Set(lying.map((tap) => tap.cell)));
      if (side === scene.written) return;
      for (const cell of grid.cells) {
        const number = cell.kind === "value" || cell.kind === "inserted";
        if (!number && !(cell.kind === "padding" && cell.value !== 0)) continue;
        const { x, y } = add(stage.map(side, index), upright(stage, stage.offset(side, cell)));
        numbers += cellNumber(defs, cell.value, x, y, number ? {} : onPage);
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
      const offset = stage.offset(scene.written, scene[scene.written][grid].cells[cell]);
      const place = add(stage.map(scene.written, grid), upright(stage, offset));
      const appearance = { from, until: scene.steps.length, value, ...place };
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
  const put = (piece: string, { x, y }: Point) =>
    shared ? defs.use(piece, x, y) : tag("g", { transform: translate(x, y) }, piece);
  let under = "";
  let over = "";
  for (const { grid, taps } of step.windows) {
    if (taps.length === 0) continue;
    const { shade, outline, corner } = kernelPiece(stage, brush, taps);
    const place = add(stage.map(side, grid), corner);
    under += put(shade, place);
    over += put(outline, place);
  }
  const about = scene[scene.stepping][step.grid].cells[step.cell];
  const at = add(stage.map(scene.stepping, step.grid), tilted(stage, stage.offset(scene.stepping, about)));
  const colour = scene.gradient ? palette.gradient : palette.current;
  const current = tag("rect", {
    width: cellSize,
    height: cellSize,
    fill: "none",
    stroke: colour,
    "stroke-width": 3,
  });
  over += defs.use(leaning(stage, current), at.x, at.y);
  for (const { grid, cell, kind } of step.marks ?? []) {
    const corner = upright(stage, stage.offset(side, scene[side][grid].cells[cell]));
    const place = add(stage.map(side, grid), corner);
    over += defs.use(markPiece(kind, palette), place.x, place.y, { "data-mark": kind });
  }
  return { under: under + linesOfSight(stage, palette, step), over };
}

/** A ring around the number that is taken; around one that ties with it, a dashed one. */
export function markPiece(kind: Mark["kind"], { current }: Palette): string {
  const ring = { cx: 16, cy: 14.5, r: 11, fill: "none" };
  const dashes = kind === "tie" ? { "stroke-dasharray": "4 3" } : {};
  return (
    tag("circle", { ...ring, stroke: "#FFFFFF", "stroke-width": 4.5, "stroke-opacity": 0.7 }) +
    tag("circle", { ...ring, stroke: current, "stroke-width": 2.5, ...dashes })
  );
}
