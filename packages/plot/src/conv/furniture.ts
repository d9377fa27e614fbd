import { tag } from "../svg.js";
import type { Side } from "./grid.js";
import type { Brush } from "./paint.js";
import type { Scene } from "./scene.js";
import { headingHeight, type Stage } from "./stage.js";
import type { Heading } from "./words.js";

/** Over each column (in 1-D left of each row): the side's name and size. */
export function headings(stage: Stage, { defs }: Brush, words: Record<Side, Heading>): string {
  const rows = stage.scene.window.length === 1;
  return (["input", "output"] as const)
    .map((side) => {
      const { x, y } = stage.origin[side];
      const shift = stage.labelled ? -30 : 0;
      const at = rows ? { x: 0, y: y + 13 } : { x: x + shift, y: 16 - headingHeight };
      const title = defs.text(words[side].title, at.x, at.y, { size: 16 });
      const detail = defs.text(words[side].detail, at.x, at.y + 17, {
        size: 12,
      });
      return title + detail;
    })
    .join("");
}

/** Numbers of the channels, and a letter and an outline for each group where there are several. */
export function channelLabels(stage: Stage, { defs, palette }: Brush): string {
  if (!stage.labelled) return "";
  const { scene } = stage;
  const groups = new Set(scene.input.map(({ group }) => group)).size;
  const label = ({ side, channel, group }: Scene["input"][number], index: number) => {
    const { x, y } = stage.map(side, index);
    const { width, height } = stage.extent[side];
    const letter = groups > 1 ? String.fromCharCode(65 + group) : "";
    const text = defs.text(letter + String(channel), x - 8, y + height / 2 + 5, {
      size: 13,
      anchor: "end",
    });
    if (groups === 1) return text;
    const stroke = palette.groups[group % palette.groups.length];
    return (
      text +
      tag("rect", {
        x: x - 4,
        y: y - 4,
        width: width + 8,
        height: height + 8,
        fill: "none",
        stroke,
        "stroke-width": 2.5,
      })
    );
  };
  return [...scene.input, ...scene.output].map((grid) => label(grid, grid.channel)).join("");
}

/** Between the columns: which way numbers go, and through which kernel. */
export function arrow(stage: Stage, { defs, palette }: Brush): string {
  const { scene } = stage;
  if (scene.window.length === 1) return "";
  const middle = stage.height / 2;
  const right = stage.origin.output.x - (stage.labelled ? 30 : 0) - 12;
  const left = right - 88;
  const backward = scene.view === "gradient";
  const colour = backward ? palette.gradient : palette.ink;
  const style = backward ? {} : { class: defs.className("line") };
  const [tail, head] = backward ? [right, left] : [left, right];
  const back = backward ? 9 : -9;
  const line = tag("path", {
    d: `M${tail} ${middle}H${head}M${head + back} ${middle - 5}L${head} ${middle}L${head + back} ${middle + 5}`,
    fill: "none",
    stroke: colour,
    "stroke-width": 2,
    ...style,
  });
  const word = (text: string, y: number) =>
    defs.text(text, (left + right) / 2, y, { size: 11, anchor: "middle" });
  return line + word("kernel", middle - 10) + (scene.stretched ? word("rotated 180°", middle + 20) : "");
}
