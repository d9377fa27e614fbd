import type { Raster } from "./raster.js";

/** Frames over one palette; index 0 stands for "as before" and is transparent. */
export interface Animation {
  width: number;
  height: number;
  /** [r, g, b]; the first is never seen. */
  palette: number[][];
  frames: Frame[];
}

/** The part of the picture that changes; within it, pixels that stay are index 0. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  indices: Uint8Array;
  /** Milliseconds. */
  delay: number;
}

const mostColours = 255;
const delay = 800;
const lastDelay = 2000;
const shortGap = 12; // pixels; a digit is 8 wide

/**
 * Rasters of equal size as an animation: 0.8 s each, the last 2 s. Colours are exact while there are at most 255,
 * else rounded, as little as that takes.
 */
export function animate(rasters: readonly Raster[]): Animation {
  const { width, height } = rasters[0];
  let indexed: Indexed | undefined;
  for (let step = 1; indexed === undefined; step *= 2) indexed = index(rasters, step);
  const { palette, images } = indexed;
  const frames = images.map((image, i) => ({
    ...(i === 0
      ? { left: 0, top: 0, width, height, indices: image }
      : changes(images[i - 1], image, width, height)),
    delay: i === images.length - 1 ? lastDelay : delay,
  }));
  return { width, height, palette, frames };
}

interface Indexed {
  palette: number[][];
  images: Uint8Array[];
}

/** Undefined if there are too many colours at this step. */
function index(rasters: readonly Raster[], step: number): Indexed | undefined {
  const seen = new Map<number, number>();
  const coarse = Uint8Array.from({ length: 256 }, (_, v) => Math.min(255, Math.round(v / step) * step));
  const images: Uint8Array[] = [];
  for (const { pixels } of rasters) {
    const image = new Uint8Array(pixels.length / 4);
    for (let i = 0; i < image.length; i++) {
      const colour =
        (coarse[pixels[4 * i]] << 16) | (coarse[pixels[4 * i + 1]] << 8) | coarse[pixels[4 * i + 2]];
      let at = seen.get(colour);
      if (at === undefined) {
        at = seen.size + 1;
        if (at > mostColours) return undefined;
        seen.set(colour, at);
      }
      image[i] = at;
    }
    images.push(image);
  }
  return { palette: [[0, 0, 0], ...[...seen.keys()].map((c) => [c >> 16, (c >> 8) & 255, c & 255])], images };
}

function changes(before: Uint8Array, now: Uint8Array, width: number, height: number): Omit<Frame, "delay"> {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let i = 0; i < now.length; i++) {
    if (now[i] === before[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  // Both formats want at least one pixel, even where nothing changes.
  if (right === 0) [left, top, right, bottom] = [0, 0, 1, 1];
  const indices = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) {
    let drawn = Number.NEGATIVE_INFINITY;
    for (let x = left; x < right; x++) {
      const i = y * width + x;
      if (now[i] === before[i]) continue;
      // Short gaps are drawn too: whole digits repeat, pieces of digits do not, and what repeats compresses.
      const from = x - drawn - 1 <= shortGap ? drawn + 1 : x;
      indices.set(now.subarray(y * width + from, i + 1), (y - top) * (right - left) + from - left);
      drawn = x;
    }
  }
  return { left, top, width: right - left, height: bottom - top, indices };
}
