import { type Look, lookOf } from "./looks.js";
import { coloured, line, mark, picture, tag, text, widthOf } from "./svg.js";

/** Marks along one axis, and texts beside them. */
export interface Panel {
  readonly title: string;
  readonly ticks: readonly number[];
  /** The largest value; the axis begins with the first tick. */
  readonly to: number;
  readonly log?: true;
  /** Pixels of the axis. */
  readonly width: number;
  /** Upright lines with names. */
  readonly lines?: readonly { readonly at: number; readonly label: string }[];
  /** The value of a series in a row. */
  readonly value: (row: number, series: string) => number | undefined;
  /** Texts to the right of a row; the first is bold. */
  readonly columns: readonly {
    readonly head: string;
    readonly text: (row: number) => string;
    readonly width?: number;
  }[];
}

export interface Dots {
  readonly title: string;
  readonly desc: string;
  readonly rows: readonly { readonly name: string; readonly group?: string }[];
  readonly series: readonly string[];
  readonly panels: readonly Panel[];
  /** Pixels from row to row. */
  readonly pitch?: number;
}

const [column, gap] = [62, 30];
const columnsWidth = ({ columns }: Panel): number =>
  columns.reduce((sum, { width = column }) => sum + width, 0);

/** Rows of marks: one for each series, along the axis of each panel. */
export function dots({ title, desc, rows, series, panels, pitch = 25 }: Dots): string {
  const left = 24 + Math.max(...rows.map(({ name }) => widthOf(name)));
  const ends: number[] = [];
  for (const panel of panels) ends.push((ends.at(-1) ?? left) + panel.width + columnsWidth(panel) + gap);
  const total = ends.at(-1)! - gap + 16;
  const { content: names, height: legendHeight } = legend(series, total);
  const top = legendHeight + 64 + pitch / 2;

  const ys: number[] = [];
  const groups: string[] = [];
  let y = top;
  rows.forEach(({ group }, i) => {
    if (group !== undefined && group !== rows[i - 1]?.group) {
      if (i > 0) y += 10;
      groups.push(text(16, y + 4, group, "bold"));
      y += pitch;
    }
    ys.push(y);
    y += pitch;
  });
  const bottom = y - pitch / 2;
  const labels = rows.map(({ name }, i) => text(left - 14, ys[i] + 4, name, "end"));
  const drawn = panels.map((panel, i) =>
    drawPanel(panel, { x: i === 0 ? left : ends[i - 1], top: top - pitch / 2, bottom, ys, series }),
  );
  const size = { width: Math.ceil(total), height: Math.ceil(bottom + 30) };
  return picture({ ...size, title, desc }, ...names, ...groups, ...labels, ...drawn);
}

interface Frame {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly ys: readonly number[];
  readonly series: readonly string[];
}

function drawPanel(panel: Panel, { x, top, bottom, ys, series }: Frame): string {
  const { title, ticks, to, log, width, lines = [], value, columns } = panel;
  const scale = (v: number): number => (log ? Math.log(v) : v);
  const [first, last] = [scale(ticks[0]), scale(to)];
  const at = (v: number): number => x + (width * (scale(v) - first)) / (last - first);
  const grid = ticks.flatMap((tick) => [
    line(at(tick), top, at(tick), bottom),
    text(at(tick), bottom + 16, String(tick), "faint small middle"),
  ]);
  const limits = lines.flatMap(({ at: v, label }) => [
    line(at(v), top - 4, at(v), bottom, "limit"),
    text(at(v), top - 9, label, "faint small middle"),
  ]);
  const right = (i: number): number =>
    x + width + columnsWidth({ ...panel, columns: columns.slice(0, i + 1) }) - 4;
  const heads = columns.map(({ head }, i) => text(right(i), top - 9, head, "faint small end"));
  const texts = columns.flatMap((one, i) =>
    ys.map((y, row) => text(right(i), y + 4, one.text(row), i === 0 ? "bold end" : "end")),
  );
  // What the picture is about lies on top.
  const marks = [...series].reverse().map((name) => {
    const look = lookOf(name);
    const found = ys.flatMap((y, row) => {
      const v = value(row, name);
      const inside = v !== undefined && v >= ticks[0] && v <= to;
      return inside ? [{ x: at(v), y: y + (look.shift ?? 0) }] : [];
    });
    const stems = look.main
      ? found.map((one) => tag("rect", { ...stem(x, one), class: "full", opacity: 0.3 }))
      : [];
    return coloured(look, ...stems, ...found.map((one) => mark(look, one.x, one.y)));
  });
  return [text(x, top - 28, title, "head"), ...heads, ...grid, ...limits, ...marks, ...texts].join("");
}

const stem = (from: number, { x, y }: { x: number; y: number }) => ({
  x: from,
  y: y - 2,
  width: Math.max(0, x - from),
  height: 4,
});

/** Marks with their names, in lines that fit. */
function legend(series: readonly string[], width: number): { content: string[]; height: number } {
  let [x, y] = [22, 22];
  const content = series.map((name) => {
    const look: Look = lookOf(name);
    const needed = 40 + widthOf(name);
    if (x + needed > width) [x, y] = [22, y + 22];
    const here = coloured(look, mark(look, x, y)) + text(x + 13, y + 4, name, look.own ? "bold" : "");
    x += needed;
    return here;
  });
  return { content, height: y };
}

/** Even steps from zero up to the largest value. */
export function ticksTo(largest: number, most = 5): number[] {
  const rough = largest / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!;
  return Array.from({ length: Math.floor(largest / step) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
