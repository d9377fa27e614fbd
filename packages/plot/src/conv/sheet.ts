import { tag, translate } from "../svg.js";
import { type Figure, footOf, frameOf, numbersAt, pageOf } from "./figure.js";
import { basePieces } from "./paint.js";

const gap = 36;

/** All frames in one picture, laid out like the positions they are about; a choice of frames stands in one row. */
export function drawSheet(figure: Figure, chosen: boolean): string {
  const { scene, sizes, frames, brush, width, height } = figure;
  const positions = sizes[scene.stepping];
  const columns = chosen ? frames.length : scene.window.length === 1 ? 1 : positions[positions.length - 1];
  const { squares, numbers } = basePieces(figure.stage, brush);
  const cells = frames.map((t, i) => {
    const { under, over } = frameOf(figure, t, true);
    const content = [
      brush.defs.use(squares),
      under,
      brush.defs.use(numbers),
      numbersAt(figure, t),
      over,
      brush.defs.use(figure.labels),
    ];
    const at = translate((i % columns) * (width + gap), Math.floor(i / columns) * (height + gap));
    return tag("g", { transform: at, "data-step": String(t) }, ...content);
  });
  const rows = Math.ceil(frames.length / columns);
  const size = { width: columns * (width + gap) - gap, height: rows * (height + gap) - gap };
  const foot = footOf(figure, size.height - figure.top + gap, size.width);
  return pageOf(
    figure,
    { width: size.width, height: size.height + gap + foot.height },
    cells.join("") + foot.markup,
  );
}
