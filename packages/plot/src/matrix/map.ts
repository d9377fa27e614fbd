import { cellNumber, cellSquare } from "../conv/cells.js";
import type { Cell, Side } from "../conv/grid.js";
import type { Brush } from "../conv/paint.js";
import { cellSize } from "../conv/stage.js";
import { tag } from "../svg.js";

const sliceGap = 14;

/** The channels of a map with their numbers, below one another; a volume is its slices side by side. */
export function valueMaps(
  brush: Brush,
  side: Side,
  channels: readonly (readonly Cell[])[],
  shape: readonly number[],
  outlined?: { channel: number; cell: number },
): { markup: string; width: number; height: number } {
  const [depth, rows, columns] = [1, 1, ...shape].slice(-3);
  const slice = columns * cellSize + sliceGap;
  const pitch = rows * cellSize + sliceGap;
  const place = (channel: number, { at }: Cell) => {
    const [d, r, c] = [0, 0, ...at].slice(-3);
    return { x: d * slice + c * cellSize, y: channel * pitch + r * cellSize };
  };
  const { defs, palette } = brush;
  const maps = channels.map((cells, channel) => {
    const squares = cells.map((cell) => {
      const { x, y } = place(channel, cell);
      return defs.use(cellSquare(cell.kind, side, brush), x, y, {
        "data-at": cell.at.join(","),
        "data-value": String(cell.value + 0),
        "data-kind": cell.kind,
      });
    });
    const part = { "data-part": side, "data-shape": shape.join(","), "data-channel": channel };
    const numbers = cells
      .filter(({ kind }) => kind === "value" || kind === "inserted")
      .map((cell) => {
        const { x, y } = place(channel, cell);
        return cellNumber(defs, cell.value, x, y);
      });
    return tag("g", part, ...squares) + tag("g", { fill: palette.onFill }, ...numbers);
  });
  const around = outlined && place(outlined.channel, channels[outlined.channel][outlined.cell]);
  const outline = around
    ? tag("rect", { ...around, width: cellSize, height: cellSize, ...outlineStyle(brush) })
    : "";
  return {
    markup: maps.join("") + outline,
    width: depth * slice - sliceGap,
    height: channels.length * pitch - sliceGap,
  };
}

export function outlineStyle({ palette }: Brush): { fill: string; stroke: string; "stroke-width": number } {
  return { fill: "none", stroke: palette.current, "stroke-width": 3 };
}
