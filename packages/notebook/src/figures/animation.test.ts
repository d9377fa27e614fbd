import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import { seededRandom } from "@convkit/tensor";
import { expect, test } from "vitest";
import { type Animation, animate } from "./animation.js";
import { apng } from "./apng.js";
import { gif } from "./gif.js";
import type { Raster } from "./raster.js";

const [width, height] = [23, 17];

/** Frames that differ in a few rectangles; the last equals the one before. */
function rasters(colours: number): Raster[] {
  const random = seededRandom(7);
  const pixels = new Uint8Array(width * height * 4).fill(255);
  const frames = Array.from({ length: 6 }, () => {
    const [x0, y0] = [random.integer(width - 5), random.integer(height - 4)];
    const [w, h] = [1 + random.integer(5), 1 + random.integer(4)];
    for (let y = y0; y < y0 + h; y++) {
      for (let x = x0; x < x0 + w; x++) {
        const colour = random.integer(colours);
        pixels.set([colour % 256, colour >> 8, 40], (y * width + x) * 4);
      }
    }
    return { width, height, pixels: pixels.slice() };
  });
  return [...frames, frames[5]];
}

const rgb = ({ pixels }: Raster): number[] => Array.from(pixels).filter((_, i) => i % 4 !== 3);

/** The frames that a GIF reader of another author shows. */
function readGif(bytes: Uint8Array): { images: number[][]; delays: number[]; repeat: number } {
  const { GifReader } = createRequire(import.meta.url)("omggif");
  const reader = new GifReader(bytes);
  const canvas = new Uint8Array(reader.width * reader.height * 4);
  const images: number[][] = [];
  const delays: number[] = [];
  for (let i = 0; i < reader.numFrames(); i++) {
    expect(reader.frameInfo(i).disposal).toBe(1);
    delays.push(reader.frameInfo(i).delay * 10);
    reader.decodeAndBlitFrameRGBA(i, canvas);
    images.push(rgb({ width, height, pixels: canvas.slice() }));
  }
  return { images, delays, repeat: reader.loopCount() };
}

/** The frames of an APNG, read by its specification: indexed colour, filter 0, blend over, dispose none. */
function readApng(bytes: Uint8Array): { images: number[][]; delays: number[]; repeat: number } {
  const data = Buffer.from(bytes);
  const chunks: { type: string; body: Buffer }[] = [];
  for (let at = 8; at < data.length; ) {
    const length = data.readUInt32BE(at);
    chunks.push({
      type: data.toString("latin1", at + 4, at + 8),
      body: data.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  const body = (type: string): Buffer => chunks.find((chunk) => chunk.type === type)!.body;
  const palette = body("PLTE");
  const canvas = new Uint8Array(width * height * 3);
  const images: number[][] = [];
  const delays: number[] = [];
  const controls = chunks.filter((chunk) => chunk.type === "fcTL").map((chunk) => chunk.body);
  const parts = chunks.flatMap(({ type, body }) =>
    type === "IDAT" ? [body] : type === "fdAT" ? [body.subarray(4)] : [],
  );
  const sequence = chunks
    .filter(({ type }) => type === "fcTL" || type === "fdAT")
    .map(({ body }) => body.readUInt32BE(0));
  expect(sequence).toEqual(sequence.map((_, i) => i));
  expect(body("acTL").readUInt32BE(0)).toBe(controls.length);
  controls.forEach((control, i) => {
    const [w, h, left, top] = [4, 8, 12, 16].map((at) => control.readUInt32BE(at));
    const rows = inflateSync(parts[i]);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const index = rows[y * (w + 1) + 1 + x];
        if (index > 0)
          canvas.set(palette.subarray(3 * index, 3 * index + 3), ((top + y) * width + left + x) * 3);
      }
    }
    images.push(Array.from(canvas));
    delays.push((control.readUInt16BE(20) / control.readUInt16BE(22)) * 1000);
  });
  return { images, delays, repeat: body("acTL").readUInt32BE(4) };
}

test.each([
  ["GIF", gif, readGif],
  ["APNG", apng, readApng],
])("%s shows every frame exactly, endlessly, the last one longer", (_name, write, read) => {
  const frames = rasters(200);
  const shown = read(write(animate(frames)));
  expect(shown.images).toEqual(frames.map(rgb));
  expect(shown.delays).toEqual([800, 800, 800, 800, 800, 800, 2000]);
  expect(shown.repeat).toBe(0);
});

test("only what changes is stored", () => {
  const { frames } = animate(rasters(200));
  for (const frame of frames.slice(1, 6)) expect(frame.width * frame.height).toBeLessThanOrEqual(20);
  expect(frames[6]).toMatchObject({ width: 1, height: 1, indices: Uint8Array.from([0]) });
});

test("more than 255 colours are rounded as little as that takes", () => {
  const many = (count: number): Animation => {
    const pixels = Uint8Array.from(
      { length: count * 4 },
      (_, i) => [(i >> 2) % 256, (i >> 10) & 255, 0, 255][i % 4],
    );
    return animate([{ width: count, height: 1, pixels }]);
  };
  expect(many(255).palette).toHaveLength(256);
  expect(many(255).palette[200]).toEqual([199, 0, 0]);
  expect(many(256).palette.length).toBe(1 + 129); // even reds, and 255
  expect(many(256).palette.at(-1)).toEqual([255, 0, 0]);
});
