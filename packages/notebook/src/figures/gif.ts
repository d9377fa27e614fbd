import { createRequire } from "node:module";
import type { Animation, Frame } from "./animation.js";

/** The parts of gifenc in use; it ships no types. */
interface Encoder {
  writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
}

interface FrameOptions {
  palette?: number[][];
  /** Milliseconds. */
  delay: number;
  transparent: boolean;
  transparentIndex: number;
  dispose: number;
  repeat: number;
}

// Required, not imported: gifenc is CommonJS whose names and default differ between loaders.
const { GIFEncoder } = createRequire(import.meta.url)("gifenc") as { GIFEncoder(): Encoder };

/** An animation as an endless GIF (GIF89a). */
export function gif({ palette, frames }: Animation): Uint8Array {
  const encoder = GIFEncoder();
  frames.forEach((frame, i) => {
    const { width, height, indices } = fromOrigin(frame);
    encoder.writeFrame(indices, width, height, {
      palette: i === 0 ? palette : undefined,
      delay: frame.delay,
      transparent: true,
      transparentIndex: 0,
      dispose: 1, // keep: the next frame paints over this one
      repeat: 0, // endlessly
    });
  });
  encoder.finish();
  return encoder.bytes();
}

/** gifenc places every frame at the origin: extend the part to it, transparently. */
function fromOrigin({
  left,
  top,
  width,
  height,
  indices,
}: Frame): Pick<Frame, "width" | "height" | "indices"> {
  const extended = new Uint8Array((left + width) * (top + height));
  for (let y = 0; y < height; y++) {
    extended.set(indices.subarray(y * width, (y + 1) * width), (top + y) * (left + width) + left);
  }
  return { width: left + width, height: top + height, indices: extended };
}
