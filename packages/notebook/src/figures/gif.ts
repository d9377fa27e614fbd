import { createRequire } from "node:module";
import type { Animation } from "./animation.js";

/** The parts of gifenc in use; it ships no types. */
interface Encoder {
  writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
  bytesView(): Uint8Array;
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
  const places = frames.map(({ width, height, indices, delay }, i) => {
    const start = encoder.bytesView().length;
    encoder.writeFrame(indices, width, height, {
      palette: i === 0 ? palette : undefined,
      delay,
      transparent: true,
      transparentIndex: 0,
      dispose: 1, // keep: the next frame paints over this one
      repeat: 0, // endlessly
    });
    return start;
  });
  encoder.finish();
  const bytes = encoder.bytes();
  // gifenc places every frame at the origin, so enter the places: an image descriptor follows 8 bytes of control.
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  frames.forEach(({ left, top }, i) => {
    if (i === 0) return;
    view.setUint16(places[i] + 9, left, true);
    view.setUint16(places[i] + 11, top, true);
  });
  return bytes;
}
