import { escapeHtml, unescapeHtml } from "./escape.js";
import type { Display, MimeBundle } from "./mime.js";

/**
 * The one way a picture enters a notebook: an `<img>` of the SVG as data URI. Unlike `image/svg+xml` and inline
 * `<svg>` it is shown by every front end, in untrusted notebooks too, and its ids cannot meet another picture's.
 * @param svg an SVG document; sizes come from its width and height, else from its viewBox (px)
 * @param alt what it shows; by default its `<title>`
 * @throws TypeError if the text is no SVG
 * @example picture('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "nothing")["text/plain"] // "nothing"
 */
export function picture(svg: string, alt?: string): MimeBundle {
  const root = /<svg\b[^>]*>/.exec(svg)?.[0];
  if (root === undefined) {
    throw new TypeError(
      `picture: svg is ${JSON.stringify(svg.slice(0, 40))}; expected a text with an <svg> element`,
    );
  }
  const words = alt ?? element(svg, "title") ?? "picture";
  // Inside an <img> an SVG is a document of its own: without the namespace nothing is drawn.
  const document = /\sxmlns=/.test(root)
    ? svg
    : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  const size = sizeOf(root)
    .map((length, i) => (length === undefined ? "" : ` ${["width", "height"][i]}="${length}"`))
    .join("");
  const html = `<img alt="${escapeHtml(words)}"${size} src="data:image/svg+xml;base64,${base64(document)}">`;
  return { "text/html": html, "text/plain": plain(words, element(svg, "desc")) };
}

/** An SVG document as a string. */
export const svgDisplay: Display<string> = {
  accepts: (value) => typeof value === "string" && /^\s*(<\?xml[^>]*>\s*)?<svg\b/.test(value),
  bundle: (svg, { alt }) => picture(svg, alt),
};

/** An `<img>` with the one script that brings it to life, as the plot package's diagrams in mode `html`. */
export const liveDisplay: Display<string> = {
  accepts: (value) =>
    typeof value === "string" &&
    /^\s*(?:<div\b[^>]*>\s*)?<img\b[^>]*\ssrc="data:image\/svg\+xml;base64,/.test(value) &&
    (value.match(/<script\b/gi) ?? []).length <= 1,
  bundle: (html, { alt }) => ({
    "text/html": html,
    "text/plain": alt ?? unescapeHtml(/<img\b[^>]*\salt="([^"]*)"/.exec(html)?.[1] ?? "picture"),
  }),
};

const element = (svg: string, name: string): string | undefined => {
  const text = new RegExp(`<${name}\\b[^>]*>([^<]*)</${name}>`).exec(svg)?.[1].trim();
  return text ? unescapeHtml(text) : undefined;
};

const plain = (words: string, description: string | undefined): string =>
  description === undefined || description === words ? words : `${words}\n${description}`;

function sizeOf(root: string): (number | undefined)[] {
  const box = /\sviewBox="([^"]*)"/
    .exec(root)?.[1]
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return ["width", "height"].map((name, i) => {
    const given = new RegExp(`\\s${name}="([\\d.]+)(?:px)?"`).exec(root)?.[1];
    return given === undefined ? box?.[2 + i] : Number(given);
  });
}

function base64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
