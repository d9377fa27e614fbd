import { type Scale, scaleOf } from "./colours.js";
import { numberFormat } from "./numbers.js";
import { type Panel, panelsOf, shrink, type TensorLike } from "./panels.js";

const mostCells = 64; // a side: finer is invisible, and 64² cells are about 30 KB
const mostPanels = 16;
const panelSide = 192; // px, of one slice among several; a single one gets twice that
const lineWidth = 720; // px, about a notebook's column
const gap = 16;
const text = 13;

/**
 * A tensor as heat maps, one for each 2-D slice, side by side, over one legend with the range.
 * Negative values get the signed scale, centred on zero; cells that are not finite are crossed out.
 * @returns an SVG document
 */
export function heatmap(tensor: TensorLike, digits = 4): string {
  const all = panelsOf(tensor);
  const panels = all.slice(0, mostPanels).map((panel) => shrink(panel, mostCells));
  const scale = scaleOf(panels.flatMap((panel) => Array.from(panel.values)));
  const { cell, tall } = cellSize(panels[0], panels.length);
  const [width, height] = [panels[0].columns * cell, panels[0].rows * tall];
  const labelled = all.length > 1 ? text + 5 : 0;
  const perLine = Math.min(panels.length, Math.max(1, Math.floor((lineWidth + gap) / (width + gap))));
  const drawn = panels.map((panel, i) => {
    const x = gap + (i % perLine) * (width + gap);
    const y = gap + Math.floor(i / perLine) * (height + labelled + gap);
    return drawPanel(panel, scale, [cell, tall], [x, y], labelled);
  });
  const bottom = gap + Math.ceil(panels.length / perLine) * (height + labelled + gap);
  const notes = notesOf(all.length, panels);
  const total = Math.max(
    gap + perLine * (width + gap),
    2 * gap + 200,
    2 * gap + 7 * Math.max(...notes.map((n) => n.length), 0),
  );
  const end = bottom + 34 + notes.length * (text + 5) + gap - 8;
  const title = `${tensor.dtype} [${tensor.shape.join(", ")}]`;
  const [from, to] = scale.low < 0 ? ["blue", "orange"] : ["dark blue", "yellow"];
  const format = numberFormat([scale.low, scale.high], digits);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${end}" viewBox="0 0 ${total} ${end}" role="img" data-figure="heatmap" font-family="sans-serif" font-size="${text}">`,
    `<title>Heat map of ${title}</title>`,
    `<desc>Values from ${format(scale.low)} (${from}) to ${format(scale.high)} (${to})${notes.map((note) => `; ${note}`).join("")}</desc>`,
    `<rect width="${total}" height="${end}" fill="#fff"/>`,
    ...drawn,
    legend(scale, format, bottom),
    ...notes.map(
      (note, i) =>
        `<text x="${gap}" y="${bottom + 34 + (i + 1) * (text + 5) - 5}" fill="#1a1a1a">${note}</text>`,
    ),
    "</svg>",
  ].join("\n");
}

function cellSize({ rows, columns }: Panel, count: number): { cell: number; tall: number } {
  const side = count > 1 ? panelSide : 2 * panelSide;
  const cell = Math.min(24, Math.max(3, Math.floor(side / Math.max(rows, columns))));
  return { cell, tall: rows === 1 ? Math.max(cell, 16) : cell };
}

function drawPanel(
  panel: Panel,
  scale: Scale,
  [cell, tall]: number[],
  [x, y]: number[],
  labelled: number,
): string {
  const runs = new Map<string, string>();
  const crosses: string[] = [];
  for (let r = 0; r < panel.rows; r++) {
    for (let c = 0; c < panel.columns; ) {
      const colour = scale.colour(panel.values[r * panel.columns + c]);
      if (colour === "none") {
        crosses.push(`M${c} ${r}l1 1m0-1l-1 1`);
        c++;
        continue;
      }
      let to = c + 1;
      while (to < panel.columns && scale.colour(panel.values[r * panel.columns + to]) === colour) to++;
      runs.set(colour, `${runs.get(colour) ?? ""}M${c} ${r}h${to - c}v1h${c - to}z`);
      c = to;
    }
  }
  const [width, height] = [panel.columns, panel.rows];
  return [
    labelled > 0 ? `<text x="${x}" y="${y + text - 2}" fill="#1a1a1a">${panel.label}</text>` : "",
    `<g transform="translate(${x} ${y + labelled}) scale(${cell} ${tall})" shape-rendering="crispEdges">`,
    ...[...runs].map(([colour, path]) => `<path fill="${colour}" d="${path}"/>`),
    crosses.length > 0
      ? `<path stroke="#1a1a1a" vector-effect="non-scaling-stroke" fill="none" d="${crosses.join("")}"/>`
      : "",
    `<rect width="${width}" height="${height}" fill="none" stroke="#1a1a1a" vector-effect="non-scaling-stroke"/></g>`,
  ].join("");
}

function legend(scale: Scale, format: (value: number) => string, y: number): string {
  const stops = scale.stops.map(
    (colour, i) => `<stop offset="${round(i / (scale.stops.length - 1))}" stop-color="${colour}"/>`,
  );
  const middle = scale.low < 0 ? `<text x="${gap + 100}" y="${y + 25}" text-anchor="middle">0</text>` : "";
  return [
    `<defs><linearGradient id="range">${stops.join("")}</linearGradient></defs>`,
    `<rect x="${gap}" y="${y}" width="200" height="10" fill="url(#range)" stroke="#1a1a1a" stroke-width="0.5"/>`,
    `<g fill="#1a1a1a"><text x="${gap}" y="${y + 25}">${format(scale.low)}</text>${middle}`,
    `<text x="${gap + 200}" y="${y + 25}" text-anchor="end">${format(scale.high)}</text></g>`,
  ].join("");
}

function notesOf(count: number, panels: { side: number; values: ArrayLike<number> }[]): string[] {
  const notes: string[] = [];
  if (count > panels.length) notes.push(`first ${panels.length} of ${count} slices`);
  if (panels[0].side > 1) notes.push(`each square is the mean of ${panels[0].side}×${panels[0].side} values`);
  if (panels.some((panel) => Array.from(panel.values).some((v) => !Number.isFinite(v))))
    notes.push("× = not finite");
  return notes;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
