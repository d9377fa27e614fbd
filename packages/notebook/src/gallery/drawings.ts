import * as plot from "@convkit/plot";
import { picture } from "../display/picture.js";
import { attribute } from "./svg-words.js";

type Draw = (setting: object, options: object) => string;

/** A diagram of `@convkit/plot`, as the data that draws it. */
export interface Drawing {
  draw: Draw;
  setting: object;
  options: { theme?: string; mode?: string; view?: string };
  /** Where its markup begins in the output. */
  start: number;
}

// A picture names its setting, but not its options: its id tells whether these are they.
const pictureOptions: readonly Drawing["options"][] = [
  {},
  { mode: "animated" },
  { mode: "sheet" },
  ...["gradient", "gather", "scatter", "kept", "im2col", "stuffing"].map((view) => ({ view })),
];

/**
 * The diagram that an HTML output holds, if it says so and drawing its setting again gives the same id. Outputs are
 * anybody's, so neither their script nor their picture is used: only what `@convkit/plot` makes of their data.
 */
export function findDrawing(html: string): Drawing | undefined {
  const [, before, source] =
    /^(.*?)<img [^>]*src="data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)"/s.exec(html) ?? [];
  if (source === undefined) return undefined;
  const root =
    /<svg\b(?:"[^"]*"|'[^']*'|[^>"'])*>/.exec(Buffer.from(source, "base64").toString("utf8"))?.[0] ?? "";
  const [figure, id] = [attribute(root, "data-figure") ?? "", attribute(root, "id")];
  // By name, so that diagrams to come are live without a word here.
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: nothing is bundled
  const draw = Object.hasOwn(plot, figure) ? (plot[figure as keyof typeof plot] as Draw) : undefined;
  if (id === undefined || typeof draw !== "function" || !figure.endsWith("Diagram")) return undefined;
  const live = html.indexOf(`<div data-figure="${figure}"`);
  try {
    const setting = JSON.parse(attribute(root, "data-setting") ?? "");
    const given = JSON.parse(attribute(html, "data-options") ?? '{"mode":"html"}');
    const options = (live < 0 ? pictureOptions : [given]).find((one) => has(draw, setting, one, id));
    return options && { draw, setting, options, start: live < 0 ? before.length : live };
  } catch {
    return undefined; // Made by another version: the stored picture is shown.
  }
}

/** Whether these options draw a figure of this id; not if they are none of the diagram's. */
function has(draw: Draw, setting: object, options: object, id: string): boolean {
  try {
    const drawn = draw(setting, options);
    return (
      drawn.includes(`<img data-live="${id}"`) || (drawn.startsWith("<svg") && attribute(drawn, "id") === id)
    );
  } catch {
    return false;
  }
}

/** The diagram as it is best seen on a page, following its colours, and the script that it needs: what moves, plays. */
export function drawLive({ draw, setting, options }: Drawing): { html: string; script?: string } {
  const theme = (options.theme ?? "light") === "light" ? "auto" : options.theme;
  const moving = options.mode === "animated" ? { mode: "html" } : {};
  const drawn = draw(setting, { ...options, theme, ...moving });
  const [, image, script] = /(<img [^>]*>)<script>(.*)<\/script>/s.exec(drawn) ?? [];
  if (image !== undefined) return { html: `<div class="drawing">${image}</div>`, script };
  // What answers the pointer must stand in the page itself; else a picture is lighter.
  return {
    html: drawn.includes(":hover") ? drawn : `<div class="drawn">${picture(drawn)["text/html"]}</div>`,
  };
}

/** The first frame. */
export function drawStill({ draw, setting, options }: Drawing): string {
  if (options.mode === undefined) return draw(setting, options);
  return draw(setting, { ...options, mode: "static", steps: undefined, first: undefined });
}
