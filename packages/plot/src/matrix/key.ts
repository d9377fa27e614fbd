import { positions } from "../conv/grid.js";
import type { Brush } from "../conv/paint.js";
import type { Problem } from "../conv/setting.js";
import { tag, translate } from "../svg.js";
import { flow } from "../text/flow.js";
import { textWidth } from "../text/layout.js";
import { type CellStyle, weightPiece } from "./sparseMap.js";

const widest = 520;
const sliceGap = 6;

/** The kernels in the matrix's colours, one for each pair of channels. */
export function kernelKey(
  { geometry, transposed, kernel, w }: Problem,
  brush: Brush,
  style: CellStyle,
): { markup: string; width: number; height: number } {
  const { defs, palette } = brush;
  const [outputs, inputs] = w.shape;
  const key = style.labelled ? style : { ...style, width: 16, height: 16 };
  // A volume's slices stand side by side.
  const [depth, rows, columns] = [1, 1, 1, ...kernel].slice(-3);
  const slice = { width: columns * key.width, height: rows * key.height };
  const width = depth * (slice.width + sliceGap) - sliceGap;
  const several = outputs * inputs > 1;
  const above = several ? 36 : 20;
  const pitch = slice.height + above;
  const title = `kernel${several ? "s" : ""} ${kernel.join(" × ")}${geometry.groups > 1 ? `, ${geometry.groups} groups` : ""}`;
  const pairs = positions([outputs, inputs]);
  const { places, lines } = flow(
    pairs.map(() => width + 20),
    widest,
  );
  const kernels = pairs.map(([o, c], pair) => {
    const cells = positions([depth, rows, columns]).map(([d, r, q], i) => {
      const weight = pair * depth * rows * columns + i;
      const x = d * (slice.width + sliceGap) + q * key.width;
      return defs.use(weightPiece(brush, key, weight), x, r * key.height, {
        "data-at": style.place(weight).join(","),
        "data-value": String(w.data[weight] + 0),
        "data-kind": "weight",
      });
    });
    const outline = Array.from({ length: depth }, (_, d) =>
      tag("rect", {
        ...slice,
        x: d * (slice.width + sliceGap),
        fill: "none",
        stroke: palette.ink,
        class: defs.className("line"),
      }),
    );
    const [from, to] = transposed ? [o, c] : [c, o]; // channels of x and y
    const label = several ? defs.text(`*x*_{${from}} → *y*_{${to}}`, 0, -6, { size: 12 }) : "";
    const { x, line } = places[pair];
    return tag("g", { transform: translate(x, line * pitch + above) }, label, ...cells, ...outline);
  });
  const part = { "data-part": "kernel", "data-shape": w.shape.join(",") };
  return {
    markup: defs.text(title, 0, 11, { size: 14 }) + tag("g", part, ...kernels),
    width: Math.max(textWidth(title, 14), ...places.map(({ x }) => x + width)),
    height: lines * pitch,
  };
}
