import { type Chart, type ConvSetting, convDiagram, poolDiagram, stepCount, type View } from "@convkit/plot";
import { chartSvg } from "@convkit/plot/static";
import { LimitError } from "@convkit/tensor";
import { type Animation, animate } from "./animation.js";
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
  plotly: ".plotly.json",
} as const;

export type Format = keyof typeof endings;
export const formats: readonly Format[] = Object.keys(endings) as Format[];

/** A file's name and content. */
export type Drawn = [file: string, content: string | Uint8Array];

/** What a figure is drawn from: one of the catalogue, or of anybody's parameters. */
export interface Source {
  draw(setting: object, options?: object): string | Chart;
  setting: object;
  options?: { view?: string; steps?: readonly number[]; theme?: string };
}

type Maker = () => string | Uint8Array | Promise<string | Uint8Array>;
type Makers = Partial<Record<Format, Maker>>;

/**
 * A figure as files, all from one scene, in those of the chosen formats that it has: sheets and what moves only where
 * it goes in steps, `plotly` only charts. SVGs of diagrams follow the reader's colour scheme unless a theme is given;
 * images are light, since they cannot.
 * @throws the operation's errors for settings that are not legal, before anything is painted
 */
export async function draw(
  name: string,
  source: Source,
  chosen: readonly Format[] = formats,
): Promise<Drawn[]> {
  const drawn = source.draw(source.setting, source.options);
  const makers = typeof drawn === "string" ? ofDiagram(source) : ofChart(drawn);
  const files: Drawn[] = [];
  for (const format of formats) {
    const make = makers[format];
    if (make && chosen.includes(format)) files.push([name + endings[format], await make()]);
  }
  return files;
}

function ofChart(chart: Chart): Makers {
  return {
    svg: () => chartSvg(chart),
    plotly: () => `${JSON.stringify({ data: chart.data, layout: chart.layout })}\n`,
  };
}

const stepped: readonly Source["draw"][] = [convDiagram, poolDiagram] as readonly Source["draw"][];

function ofDiagram({ draw, setting, options = {} }: Source): Makers {
  const first = options.steps?.[0];
  const still = first === undefined ? options : { ...options, step: first };
  const svg = (given: object, more: object = {}): string =>
    draw(setting, { theme: "auto", ...given, ...more }) as string;
  const makers: Makers = {
    svg: () => svg(still),
    png: async () => {
      await startRaster();
      return paintPng(svg({ theme: "light", ...still }));
    },
  };
  if (!stepped.includes(draw)) return makers;
  let movie: Promise<Animation> | undefined;
  const play = (): Promise<Animation> => {
    movie ??= film(framesOf({ draw, setting, options }), (step) => svg({ theme: "light", ...options, step }));
    return movie;
  };
  return {
    ...makers,
    sheet: () => svg(options, { mode: "sheet" }),
    animated: () => svg(options, { mode: "animated" }),
    gif: async () => gif(await play()),
    apng: async () => apng(await play()),
  };
}

const mostFrames = 100; // as the diagrams' own

function framesOf({ setting, options = {} }: Source): readonly number[] {
  const count = stepCount(setting as ConvSetting, { view: options.view as View });
  const frames = options.steps ?? Array.from({ length: count }, (_, step) => step);
  if (frames.length <= mostFrames) return frames;
  throw new LimitError({
    operation: "convkit figures",
    found: `has ${frames.length} frames`,
    value: frames.length,
    expected: `an animation holds at most ${mostFrames}`,
    fix: "choose some with --steps 0:99",
  });
}

async function film(steps: readonly number[], frame: (step: number) => string): Promise<Animation> {
  await startRaster();
  return animate(steps.map((step) => paint(frame(step))));
}
