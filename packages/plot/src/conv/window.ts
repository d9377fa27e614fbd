import { round, tag } from "../svg.js";
import { textWidth } from "../text/layout.js";
import type { Palette } from "../theme.js";
import { otherSide } from "./grid.js";
import { shown } from "./numbers.js";
import type { Brush } from "./paint.js";
import { cellSize, type Stage } from "./stage.js";
import type { Step, Tap } from "./steps.js";

const weightSize = 9;

/** The kernel over one map, drawn from its top left corner, so that every position shares one piece. */
export function kernelPiece(
  stage: Stage,
  { defs, palette }: Brush,
  taps: readonly Tap[],
): { shade: string; outline: string; corner: { x: number; y: number } } {
  const { scene } = stage;
  const side = otherSide(scene.stepping);
  const { cells } = scene[side][0];
  const points = taps.map((tap) => ({
    ...tap,
    ...stage.offset(side, cells[tap.cell]),
    slice: cells[tap.cell].at.slice(0, -2).join(),
  }));
  const corner = { x: Math.min(...points.map(({ x }) => x)), y: Math.min(...points.map(({ y }) => y)) };
  const kernel = scene.window.map((axis) => axis.kernel);

  const shade = points
    .map(({ x, y }) => `M${x - corner.x} ${y - corner.y}h${cellSize}v${cellSize}h-${cellSize}z`)
    .join("");
  const slices = [...new Set(points.map(({ slice }) => slice))];
  const boxes = slices.map((slice) => {
    const inside = points.filter((point) => point.slice === slice);
    const [xs, ys] = [inside.map(({ x }) => x), inside.map(({ y }) => y)];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return tag("rect", {
      x: left - corner.x,
      y: top - corner.y,
      width: Math.max(...xs) - left + cellSize,
      height: Math.max(...ys) - top + cellSize,
      fill: "none",
      stroke: palette.kernel,
      "stroke-width": 3,
    });
  });
  // A light tag under each weight: it stands over fills and, in padding, over the page.
  const tags = points.map(({ x, y, weight }) => {
    const width = textWidth(shown(weight), weightSize) + 3;
    return `M${round(x - corner.x + 31 - width)} ${y - corner.y + 20}h${round(width)}v11h${round(-width)}z`;
  });
  const weights = points.map(({ x, y, kernel: flat, weight }) =>
    defs.use(
      defs.text(shown(weight), 29.5, 29, { size: weightSize, anchor: "end" }),
      x - corner.x,
      y - corner.y,
      {
        "data-at": unflatten(flat, kernel).join(","),
        "data-value": String(weight + 0),
        "data-kind": "weight",
      },
    ),
  );
  const part = { "data-part": "kernel", "data-shape": kernel.join(","), fill: palette.onFill };
  return {
    shade: tag("path", { d: shade, fill: palette.kernel, "fill-opacity": 0.4 }),
    outline:
      boxes.join("") +
      tag("path", { d: tags.join(""), fill: "#FFFFFF", "fill-opacity": 0.6 }) +
      tag("g", part, ...weights),
    corner,
  };
}

/** In 1-D with one map each: a line from every cell under the kernel to the current one. */
export function windowLines(stage: Stage, palette: Palette, step: Step): string {
  const { scene } = stage;
  if (scene.window.length > 1 || stage.labelled) return "";
  const side = otherSide(scene.stepping);
  const middle = (on: "input" | "output", cell: number) => {
    const { x, y } = stage.map(on, 0);
    const edge = on === "output" ? y + cellSize : y;
    return { x: x + stage.offset(on, scene[on][0].cells[cell]).x + cellSize / 2, y: edge };
  };
  const end = middle(scene.stepping, step.cell);
  const d = step.windows[0].taps.map(({ cell }) => {
    const { x, y } = middle(side, cell);
    return `M${x} ${y}L${end.x} ${end.y}`;
  });
  return tag("path", { d: d.join(""), stroke: palette.kernel, "stroke-width": 2, fill: "none" });
}

function unflatten(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  return shape.map((_, axis) => {
    const below = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const index = Math.floor(rest / below);
    rest %= below;
    return index;
  });
}
