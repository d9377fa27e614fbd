import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** An image as pixels, RGBA. */
export interface Raster {
  width: number;
  height: number;
  pixels: Uint8Array;
}

let started: Promise<void> | undefined;

/** Starts resvg; WebAssembly only, so that every machine paints the same bytes. */
export function startRaster(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
  started ??= initWasm(readFileSync(wasm));
  return started;
}

/**
 * Paints an SVG, one pixel to its unit, moved by half a pixel: its lines run on whole units and are 1 or 3 wide, so
 * that they then fill whole pixels. Text must be outlines: resvg is given no fonts.
 */
export function paint(svg: string): Raster {
  const moved = svg.replace('viewBox="0 0 ', 'viewBox="-0.5 -0.5 ');
  return render(moved, 1, ({ width, height, pixels }) => ({
    width,
    height,
    pixels: Uint8Array.from(pixels),
  }));
}

/** A PNG file of an SVG, two pixels to its unit. */
export function paintPng(svg: string): Uint8Array {
  return render(svg, 2, (image) => image.asPng());
}

type Image = ReturnType<InstanceType<typeof Resvg>["render"]>;

function render<T>(svg: string, scale: number, read: (image: Image) => T): T {
  const renderer = new Resvg(svg, { fitTo: { mode: "zoom", value: scale }, background: "#fff" });
  const image = renderer.render();
  try {
    return read(image);
  } finally {
    image.free();
    renderer.free();
  }
}
