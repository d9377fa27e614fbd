import { type ConvSetting, convDiagram, type Figure, poolDiagram, stepCount } from "@convkit/plot";
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

/** The formats that a figure has: those that move, and sheets, only where the figure goes in steps. */
export function formatsOf({ draw }: Figure): readonly Format[] {
  const stepped: Figure["draw"][] = [convDiagram, poolDiagram];
  return stepped.includes(draw) ? formats : ["svg", "png"];
}

/**
 * A figure as files, all from one scene, in the chosen formats that it has. SVGs follow the reader's colour scheme;
 * images are light, since they cannot.
 * @throws the operation's errors for settings that are not legal, before anything is painted
 */
export async function draw(
  name: string,
  figure: Figure,
  chosen: readonly Format[] = formats,
): Promise<Drawn[]> {
  const svg = (options: object): string => figure.draw(figure.setting, options);
  const frame = (step: number): string => svg({ step, theme: "light" });
  const wanted = formatsOf(figure).filter((format) => chosen.includes(format));
  const movie =
    wanted.includes("gif") || wanted.includes("apng")
      ? await animation(stepCount(figure.setting as ConvSetting), frame)
      : undefined;
  const makers: Record<Format, () => string | Uint8Array> = {
    svg: () => svg({ theme: "auto" }),
    sheet: () => svg({ mode: "sheet", theme: "auto" }),
    animated: () => svg({ mode: "animated", theme: "auto" }),
    png: () => paintPng(svg({ theme: "light" })),
    gif: () => gif(movie!),
    apng: () => apng(movie!),
  };
  if (wanted.includes("png")) await startRaster();
  return wanted.map((format) => [name + endings[format], makers[format]()]);
}

async function animation(
  steps: number,
  frame: (step: number) => string,
): Promise<ReturnType<typeof animate>> {
  await startRaster();
  return animate(Array.from({ length: steps }, (_, step) => paint(frame(step))));
}
