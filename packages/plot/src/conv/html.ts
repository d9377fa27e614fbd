import { encodeBase64 } from "../base64.js";
import { canonicalJson, tag } from "../svg.js";
import { plain } from "../text/grammar.js";
import { drawAnimated } from "./animated.js";
import type { Figure } from "./figure.js";
import { liveScript } from "./live.js";

/**
 * The animation as an image, and a script that puts the live drawing with its controls in the image's place. The
 * options stand beside the image's own setting, so that whoever does not trust the script can draw it again.
 */
export function drawHtml(figure: Figure, options: object): string {
  const { brush, words, scene, frames } = figure;
  const id = brush.defs.prefix;
  const svg = drawAnimated(figure);
  // The size keeps the page's place for the image before it is decoded.
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!;
  const image = tag("img", {
    "data-live": id,
    alt: plain(words.desc()),
    width,
    height,
    src: `data:image/svg+xml;base64,${encodeBase64(svg)}`,
  });
  return tag(
    "div",
    { "data-figure": words.figure, "data-options": canonicalJson(options) },
    image,
    tag("script", {}, liveScript(id, scene.stepping, frames)),
  );
}
