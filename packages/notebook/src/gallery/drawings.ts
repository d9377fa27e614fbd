import * as plot from "@convkit/plot";
import { attribute } from "./svg-words.js";

type Draw = (setting: object, options: object) => string;

/** A live diagram of `@convkit/plot`, as the data that draws it. */
export interface Drawing {
  draw: Draw;
  setting: object;
  options: { theme?: string };
  /** Where its markup begins in the output. */
  start: number;
}

/** What a page needs to show one: an image, and the script that brings it to life. */
export interface LiveDrawing {
  image: string;
  script: string;
}

/**
 * The diagram that an HTML output holds, if it says so and drawing its setting again gives the same id. Outputs are
 * anybody's, so neither their script nor their picture is used: only what `@convkit/plot` makes of their data.
 */
export function findDrawing(html: string): Drawing | undefined {
  const start = html.search(/<div data-figure="\w+Diagram"/);
  if (start < 0) return undefined;
  const figure = /data-figure="(\w+)"/.exec(html.slice(start))![1];
  const id = /<img data-live="(\w+)"/.exec(html)?.[1];
  const source = /\ssrc="data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)"/.exec(html)?.[1];
  // By name, so that diagrams to come are live without a word here.
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: nothing is bundled
  const draw = Object.hasOwn(plot, figure) ? (plot[figure as keyof typeof plot] as Draw) : undefined;
  if (id === undefined || source === undefined || typeof draw !== "function") return undefined;
  try {
    const svg = Buffer.from(source, "base64").toString("utf8");
    const setting = JSON.parse(attribute(svg, "data-setting") ?? "");
    const options = JSON.parse(attribute(html, "data-options") ?? '{"mode":"html"}');
    const same = draw(setting, options).includes(`<img data-live="${id}"`);
    return same ? { draw, setting, options, start } : undefined;
  } catch {
    return undefined; // Made by another version: the stored picture is shown.
  }
}

/** The diagram with its controls; one on white follows the page's colours. */
export function drawLive({ draw, setting, options }: Drawing): LiveDrawing {
  const theme = (options.theme ?? "light") === "light" ? "auto" : options.theme;
  const html = draw(setting, { ...options, theme });
  const [, image, script] = /(<img [^>]*>)<script>(.*)<\/script>/s.exec(html)!;
  return { image, script };
}

/** The first frame. */
export function drawStill({ draw, setting, options }: Drawing): string {
  return draw(setting, { ...options, mode: "static", steps: undefined, first: undefined });
}
