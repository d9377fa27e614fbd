import { lookOf } from "./looks.js";
import { coloured, line, picture, tag, text, widthOf } from "./svg.js";

export interface Bar {
  readonly name: string;
  /** Of `lookOf`. */
  readonly look: string;
  readonly value: number;
  readonly label: string;
  /** A second bar below, paler. */
  readonly second?: number;
}
export interface BarPanel {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Bars longer than so many times the shortest are cut, so that the others can be compared. */
  readonly most?: number;
}
export interface Bars {
  readonly title: string;
  readonly desc: string;
  readonly panels: readonly BarPanel[];
  readonly columns: number;
}

const width = 960;

/** Named bars, shortest first, in panels side by side. */
export function bars({ title, desc, panels, columns }: Bars): string {
  const body: string[] = [];
  let y = 0;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    const each = (width - 16) / row.length;
    row.forEach((panel, i) => {
      body.push(drawPanel(panel, 16 + i * each, y, each - 16));
    });
    y += Math.max(...row.map(heightOf));
  }
  return picture({ width, height: y + 8, title, desc }, ...body);
}

const pitchOf = ({ bars: list }: BarPanel): number =>
  list.some(({ second }) => second !== undefined) ? 30 : 22;
const heightOf = (panel: BarPanel): number => 44 + pitchOf(panel) * panel.bars.length;

function drawPanel(panel: BarPanel, x: number, top: number, space: number): string {
  const pitch = pitchOf(panel);
  const sorted = [...panel.bars].sort((a, b) => a.value - b.value);
  const left = x + 12 + Math.max(...sorted.map(({ name }) => widthOf(name)));
  const room = x + space - left - 8 - Math.max(...sorted.map(({ label }) => widthOf(label)));
  const values = sorted.flatMap(({ value, second }) => (second === undefined ? [value] : [value, second]));
  const longest = Math.min(
    Math.max(...values),
    (panel.most ?? Number.POSITIVE_INFINITY) * Math.min(...values),
  );
  const lengthOf = (value: number): number => (room * Math.min(value, longest)) / longest;
  const rows = sorted.map(({ name, look: which, value, label, second }, i) => {
    const look = lookOf(which);
    const y = top + 44 + i * pitch;
    const bar = (v: number, at: number, height: number, opacity?: number): string =>
      tag("rect", { x: left, y: at, width: Math.max(1, lengthOf(v)), height, opacity, class: "full" }) +
      (v > longest ? cut(left + lengthOf(longest) - 18, at, height) : "");
    const drawn = second === undefined ? bar(value, y, 13) : bar(value, y, 11) + bar(second, y + 12, 7, 0.5);
    return [
      text(left - 8, y + 11, name, look.own ? "bold end" : "end"),
      coloured(look, drawn),
      text(left + lengthOf(Math.max(value, second ?? 0)) + 6, y + 11, label, look.own ? "bold" : ""),
    ].join("");
  });
  const bottom = top + 44 + pitch * sorted.length - 6;
  return [text(x, top + 26, panel.title, "head"), line(left, top + 38, left, bottom), ...rows].join("");
}

/** A gap that says that a bar goes on. */
const cut = (x: number, y: number, height: number): string =>
  tag("path", { d: `M${x} ${y + height}l6 ${-height}h5l-6 ${height}z`, class: "page" });
