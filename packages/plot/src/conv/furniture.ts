import { tag, translate } from "../svg.js";
import type { Side } from "./grid.js";
import { arrowLength } from "./layouts.js";
import type { Brush } from "./paint.js";
import type { Scene } from "./scene.js";
import { add, type Stage, tilted } from "./stage.js";
import { leaning } from "./window.js";
import type { Heading } from "./words.js";

/** Over each column, or left of each row: the side's name and size. */
export function headings(stage: Stage, { defs }: Brush, words: Record<Side, Heading>): string {
  return (["input", "output"] as const)
    .map((side) => {
      const { x, y } = stage.heading[side];
      const { title, detail } = words[side];
      return defs.text(title, x, y, { size: 16 }) + defs.text(detail, x, y + 17, { size: 12 });
    })
    .join("");
}

/** Numbers of the channels, and a letter and an outline for each group where there are several. */
export function channelLabels(stage: Stage, { defs, palette }: Brush): string {
  if (!stage.labelled) return "";
  const { scene } = stage;
  const groups = new Set(scene.input.map(({ group }) => group)).size;
  const label = ({ side, channel, group }: Scene["input"][number], index: number) => {
    const map = stage.map(side, index);
    const { width, height } = stage.extent[side];
    const letter = groups > 1 ? String.fromCharCode(65 + group) : "";
    const { x, y } = add(map, tilted(stage, { x: 0, y: height / 2 }));
    const text = defs.text(letter + String(channel), x - 8, y + 5, { size: 13, anchor: "end" });
    if (groups === 1) return text;
    const stroke = palette.groups[group % palette.groups.length];
    const box = { x: -4, y: -4, width: width + 8, height: height + 8 };
    const outline = tag("rect", { ...box, fill: "none", stroke, "stroke-width": 2.5 });
    return text + tag("g", { transform: translate(map.x, map.y) }, leaning(stage, outline));
  };
  return [...scene.input, ...scene.output].map((grid) => label(grid, grid.channel)).join("");
}

/** Between the columns: which way numbers go, and through what. */
export function arrow(stage: Stage, { defs, palette }: Brush, slider: string): string {
  if (stage.arrow === undefined) return "";
  const { scene } = stage;
  const { x: left, y: middle } = stage.arrow;
  const right = left + arrowLength;
  const backward = scene.gradient;
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
  return line + word(slider, middle - 10) + (scene.stretched ? word("rotated 180°", middle + 20) : "");
}
