import type { Chart } from "../chart/chart.js";
import { type ConvDiagramOptions, convDiagram, convWords } from "../conv/diagram.js";
import type { ConvSetting } from "../conv/setting.js";
import {
  type MatrixDiagramOptions,
  type MatrixSetting,
  matrixDiagram,
  matrixDrawing,
} from "../matrix/diagram.js";
import { type ModuleDiagramOptions, moduleDiagram, moduleDrawing } from "../modules/diagram.js";
import type { ModuleSetting } from "../modules/setting.js";
import { type PoolDiagramOptions, poolDiagram, poolWordsOf } from "../pool/diagram.js";
import type { PoolSetting } from "../pool/setting.js";
import { literally, tex } from "../text/tex.js";
import { callText } from "./call.js";

/** What a figure is, beside how it is drawn. */
interface Entry {
  /** What it is of, in a phrase. */
  about: string;
  /** Sentences of TeX for `\caption{…}`, from its parameters. */
  readonly caption: string;
  /** The call that draws it. */
  readonly call: string;
}

/** A drawing function and what it draws: the figure is `draw(setting, options)`, with more options as one likes. */
export interface Figure<Setting extends object = object, Options extends object = object> extends Entry {
  draw(setting: Setting, options?: Options): string;
  setting: Setting;
  options?: Options;
}

/** A chart function and its data: the figure is the plotly figure `draw(setting)`. */
export interface ChartFigure<Setting extends object = object> extends Entry {
  draw(setting: Setting): Chart;
  setting: Setting;
}

/** Title and caption of a drawing, in the grammar of labels. */
interface Said {
  title: string;
  caption: readonly (readonly string[])[];
}

const maker =
  <Setting extends object, Options extends object>(
    name: string,
    draw: (setting: Setting, options?: Options) => string,
    said: (setting: Setting, options?: Options) => Said,
  ) =>
  (about: string, setting: Setting, options?: Options): Figure<Setting, Options> => ({
    draw,
    setting,
    options,
    about,
    get caption() {
      const { title, caption } = said(setting, options);
      return sentences([about, title, ...caption.map((pieces) => pieces.join(""))]);
    },
    get call() {
      return callText(name, setting, options);
    },
  });

type Maker<Setting extends object, Options extends object> = (
  about: string,
  setting: Setting,
  options?: Options,
) => Figure<Setting, Options>;

export const conv: Maker<ConvSetting, ConvDiagramOptions> = maker("convDiagram", convDiagram, convWords);
export const pool: Maker<PoolSetting, PoolDiagramOptions> = maker("poolDiagram", poolDiagram, poolWordsOf);
export const matrix: Maker<MatrixSetting, MatrixDiagramOptions> = maker(
  "matrixDiagram",
  matrixDiagram,
  matrixDrawing,
);
export const module: Maker<ModuleSetting, ModuleDiagramOptions> = maker(
  "moduleDiagram",
  moduleDiagram,
  moduleDrawing,
);

/** A chart of `chart[name]`. */
export function charted<Setting extends object>(
  about: string,
  name: string,
  draw: (setting: Setting) => Chart,
  setting: Setting,
): ChartFigure<Setting> {
  return {
    draw,
    setting,
    about,
    get caption() {
      const { text } = draw(setting);
      // Charts have no letters set in italics: those before an equals sign stand for sizes.
      const labels = text.split(". ").map((one) => literally(one).replace(/\b([a-z])(?= =)/g, "*$1*"));
      return sentences([about, ...labels]);
    },
    get call() {
      return callText(`chart.${name}`, setting);
    },
  };
}

function sentences(labels: readonly string[]): string {
  return labels
    .map((label) => tex(label.replace(/\.$/, "")))
    .map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)
    .join(" ");
}
