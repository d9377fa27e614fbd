import { escapeHtml } from "./escape.js";
import { formulaDisplay } from "./formula.js";
import { write } from "./kernel.js";
import type { Display, DisplayOptions, MimeBundle } from "./mime.js";
import { liveDisplay, svgDisplay } from "./picture.js";
import { tableDisplay } from "./table.js";
import { tensorDisplay } from "./tensor.js";
import { textDisplay } from "./text.js";

export type { DisplayOptions, MimeBundle } from "./mime.js";
export { picture } from "./picture.js";

/** The name of the method by which any value draws itself, without knowing this package. */
export const displaySymbol: unique symbol = Symbol.for("convkit.display") as never;

/** A value that says how it is shown. */
export interface Displayable {
  [displaySymbol](): MimeBundle | Promise<MimeBundle>;
}

/** Who draws what; the first that accepts a value draws it. */
const displays: readonly Display<never>[] = [
  svgDisplay,
  liveDisplay,
  tensorDisplay,
  formulaDisplay,
  tableDisplay,
  textDisplay,
];

/**
 * A value as MIME bundle, always with `text/plain`: what `show` sends.
 * A bundle is returned as it is; a value with `[Symbol.for("convkit.display")]()` draws itself.
 * @returns a Promise where the value’s own method gives one
 * @throws TypeError if such a method returns no bundle
 * @example (bundle({ tex: "k" }) as MimeBundle)["text/latex"] // "$$k$$"
 */
export function bundle(value: unknown, options: DisplayOptions = {}): MimeBundle | Promise<MimeBundle> {
  const { title } = options;
  const drawn = untitled(value, options);
  if (title === undefined) return drawn;
  return isPromise(drawn) ? drawn.then((made) => titled(made, title)) : titled(drawn, title);
}

function untitled(value: unknown, options: DisplayOptions): MimeBundle | Promise<MimeBundle> {
  if (isBundle(value)) return value;
  const own =
    typeof value === "object" && value !== null ? (value as Partial<Displayable>)[displaySymbol] : undefined;
  if (typeof own === "function") {
    const made: unknown = own.call(value as Displayable);
    return isPromise(made) ? made.then(checked) : checked(made);
  }
  return displays.find((display) => display.accepts(value))!.bundle(value as never, options);
}

/**
 * Shows a value in the notebook cell now running; outside a tslab kernel prints its text.
 * @returns a Promise, to be awaited, where drawing takes time; else nothing
 * @example show([{ k: 3, o: 5 }]) // a table
 */
export function show(value: unknown, options: DisplayOptions = {}): void | Promise<void> {
  const drawn = bundle(value, options);
  return isPromise(drawn) ? drawn.then(write) : write(drawn);
}

/** The title in every format that carries prose. */
function titled(made: MimeBundle, title: string): MimeBundle {
  const { "text/html": html, "text/latex": latex } = made;
  const head = `<p><strong>${escapeHtml(title)}</strong></p>`;
  return {
    ...made,
    ...(typeof html === "string" ? { "text/html": head + html } : {}),
    ...(typeof latex === "string" ? { "text/latex": `${title}\n\n${latex}` } : {}),
    "text/plain": `${title}\n${made["text/plain"]}`,
  };
}

const isPromise = (value: unknown): value is Promise<MimeBundle> =>
  typeof (value as { then?: unknown } | null)?.then === "function";

function isBundle(value: unknown): value is MimeBundle {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return keys.includes("text/plain") && keys.every((key) => /^[\w.+-]+\/[\w.+-]+$/.test(key));
}

function checked(made: unknown): MimeBundle {
  if (isBundle(made)) return made;
  throw new TypeError(
    `show: [Symbol.for("convkit.display")]() returned ${typeof made}; expected a MIME bundle with "text/plain"`,
  );
}
