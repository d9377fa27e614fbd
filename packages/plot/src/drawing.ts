import { captionAt, captionWidth } from "./caption.js";
import type { Brush } from "./conv/paint.js";
import { documentOf } from "./document.js";
import type { Theme } from "./theme.js";

/** A drawing and its words, before it becomes a document. Its origin lies `top` below its upper edge. */
export interface Drawing {
  body: string;
  width: number;
  height: number;
  top: number;
  title: string;
  /** What is seen, in sentences. */
  how: string;
  caption: string[][];
  /** Style rules beside those of the theme. */
  style?: string;
  /** First baseline of the caption; default below everything. */
  captionTop?: number;
}

/** Space over a map for its title and a line below it. */
export const headingHeight = 46;

/** The document of a drawing, with its caption below it. */
export function drawingDocument(
  brush: Brush,
  { figure, setting, theme }: { figure: string; setting: object; theme: Theme },
  { body, title, how, caption, style, ...size }: Drawing,
): string {
  const { top, captionTop = size.height + 36 } = size;
  const width = Math.max(size.width, captionWidth(caption));
  const foot = captionAt(brush.defs, caption, captionTop, width);
  const height = top + Math.max(size.height, captionTop + foot.height);
  const sentences = caption.map((pieces) => `${pieces.join("").trim()}.`);
  const desc = [`${title}.`, how, ...sentences].join(" ");
  const page = { figure, setting, theme, title, desc, width, height, top, style };
  return documentOf(brush.defs, brush.palette, page, body + foot.markup);
}
