import { LimitError, OptionError } from "@convkit/tensor";
import { drawAnimated } from "./animated.js";
import type { Figure } from "./figure.js";
import { drawHtml } from "./html.js";
import { drawSheet } from "./sheet.js";
import { drawStatic } from "./static.js";

/** How the frames of a figure are shown. */
export interface FrameOptions {
  /** One frame (default); all frames in one picture; an animated SVG; HTML with the animation and controls. */
  mode?: "static" | "sheet" | "animated" | "html";
  /** The frame of a static figure, from 0 (default). */
  step?: number;
  /** The frames of a sheet or an animation, from 0; default all. */
  steps?: readonly number[];
  /** The first so many frames of a sheet or an animation. */
  first?: number;
}

export const modes = ["static", "sheet", "animated", "html"] as const;
/** The names of the options beside `mode`. */
export const frameOptions: readonly string[] = ["step", "steps", "first"];
const mostFrames = 100;

/** A figure in one of its modes. @throws OptionError for frames that it has not, LimitError for too many */
export function present(figure: Figure, options: FrameOptions): string {
  const { mode = "static", step = 0, steps, first } = options;
  const operation = figure.words.figure;
  const count = figure.frames.length;
  const refuse = (argument: string, value: number, expected: string): never => {
    throw new OptionError({ operation, argument, value, expected });
  };
  for (const t of [step, ...(steps ?? [])]) {
    if (Number.isInteger(t) && t >= 0 && t < count) continue;
    refuse(t === step ? "step" : "steps", t, `must be a whole number from 0 to ${count - 1}`);
  }
  if (first !== undefined && !(Number.isInteger(first) && first > 0))
    refuse("first", first, "must be a positive integer");
  if (mode === "static") return drawStatic(figure, step);
  const frames = (steps ?? figure.frames).slice(0, first);
  if (frames.length > mostFrames) {
    throw new LimitError({
      operation,
      found: `has ${frames.length} frames`,
      value: frames.length,
      expected: `mode ${mode} holds at most ${mostFrames}`,
      fix: "choose some with steps: […]",
    });
  }
  const chosen: Figure = { ...figure, frames };
  if (mode === "sheet") return drawSheet(chosen, frames.length < count);
  return mode === "animated" ? drawAnimated(chosen) : drawHtml(chosen, options);
}
