import { type ConvSetting, convDiagram, stepCount } from "@convkit/plot";
import { animate } from "./animation.js";
import { apng } from "./apng.js";
import { gif } from "./gif.js";
import { paint, paintPng, startRaster } from "./raster.js";

/** Format → end of the file's name. */
export const endings = {
  svg: ".svg",
  sheet: "-sheet.svg",
  animated: "-animated.svg",
  png: ".png",
  gif: ".gif",
  apng: ".apng",
} as const;

export type Format = keyof typeof endings;
export const formats: readonly Format[] = Object.keys(endings) as Format[];

/** A file's name and content. */
export type Drawn = [file: string, content: string | Uint8Array];

/**
 * A figure as files, all from one scene. SVGs follow the reader's colour scheme; images are light, since they cannot.
 * @throws the operation's errors for settings that are not legal, before anything is painted
 */
export async function draw(
  name: string,
  setting: ConvSetting,
  chosen: readonly Format[] = formats,
): Promise<Drawn[]> {
  const frame = (step: number): string => convDiagram(setting, { step, theme: "light" });
  const movie =
    chosen.includes("gif") || chosen.includes("apng") ? await animation(setting, frame) : undefined;
  const makers: Record<Format, () => string | Uint8Array> = {
    svg: () => convDiagram(setting, { theme: "auto" }),
    sheet: () => convDiagram(setting, { mode: "sheet", theme: "auto" }),
    animated: () => convDiagram(setting, { mode: "animated", theme: "auto" }),
    png: () => paintPng(frame(0)),
    gif: () => gif(movie!),
    apng: () => apng(movie!),
  };
  if (chosen.includes("png")) await startRaster();
  return chosen.map((format) => [name + endings[format], makers[format]()]);
}

async function animation(
  setting: ConvSetting,
  frame: (step: number) => string,
): Promise<ReturnType<typeof animate>> {
  await startRaster();
  return animate(Array.from({ length: stepCount(setting) }, (_, step) => paint(frame(step))));
}
