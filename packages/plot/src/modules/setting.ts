import type { Padding, PerAxis } from "@convkit/conv";
import { checkOptions, OptionError } from "@convkit/tensor";
import type { Shape } from "./measure.js";

/** The modules that `moduleDiagram` draws. */
export type ModuleName =
  | "depthwise"
  | "depthwise_sep"
  | "Inception"
  | "residual"
  | "fc-to-conv"
  | "sliding"
  | "stack";

/** Their variants, the default first. */
export const modules: Record<ModuleName, readonly string[]> = {
  depthwise: [],
  depthwise_sep: [],
  Inception: ["xception-1", "v3", "simplified", "reformulated", "extreme"],
  residual: ["basic", "bottleneck", "projection", "pre-activation"],
  "fc-to-conv": [],
  sliding: [],
  stack: [],
};

/** What to draw; see `moduleDiagram` for what each module takes. */
export interface ModuleSetting {
  module: ModuleName;
  /** Of `Inception` and `residual`; the first of them by default. */
  variant?: string;
  /** Channels, height and width. */
  input?: readonly [channels: number, height: number, width: number];
  outChannels?: number;
  kernel?: PerAxis;
  stride?: PerAxis;
  padding?: Padding;
  dilation?: PerAxis;
  /** Kernels for each channel of a depthwise convolution. */
  multiplier?: number;
  /** Into how many parts the channels are cut (`Inception`, `reformulated`). */
  segments?: number;
  /** How many layers are stacked (`stack`). */
  layers?: number;
}

const depthwiseOptions = ["input", "kernel", "stride", "padding", "dilation", "multiplier"];
const taken: Record<ModuleName, readonly string[]> = {
  depthwise: depthwiseOptions,
  depthwise_sep: [...depthwiseOptions, "outChannels"],
  Inception: ["variant", "input", "outChannels", "kernel", "segments"],
  residual: ["variant", "input", "outChannels", "stride"],
  "fc-to-conv": ["input", "outChannels"],
  sliding: ["input", "outChannels"],
  stack: ["input", "kernel", "layers"],
};

/** Refuses unknown modules, variants and options, and sizes that are none. */
export function checkSetting(setting: ModuleSetting): void {
  const names = Object.keys(modules);
  if (!names.includes(setting.module)) refuse("module", setting.module, `must be one of ${names.join(", ")}`);
  checkOptions("moduleDiagram", setting, ["module", ...taken[setting.module]]);
  const variants = modules[setting.module];
  if (setting.variant !== undefined && !variants.includes(setting.variant))
    refuse("variant", setting.variant, `must be one of ${variants.join(", ")}`);
  for (const name of ["outChannels", "multiplier", "segments", "layers"] as const) {
    const value = setting[name];
    if (value !== undefined && !positive(value)) refuse(name, value, "must be a positive integer");
  }
  const { input } = setting;
  if (input !== undefined && !(Array.isArray(input) && input.length === 3 && input.every(positive)))
    refuse("input", input, "must be three positive integers: channels, height, width");
}

function positive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

export function refuse(argument: string, value: unknown, expected: string, fix?: string): never {
  throw new OptionError({ operation: "moduleDiagram", argument, value, expected, fix });
}

/** A size for both axes. */
export function pairOf(size: PerAxis): readonly number[] {
  return typeof size === "number" ? [size, size] : size;
}

export function sizeText(kernel: PerAxis): string {
  return pairOf(kernel).join(" × ");
}

/** Side of a drawn element, so that a map of this shape is about `wanted` wide. */
export function cellFor([, rows, columns]: Shape, wanted: number): number {
  return Math.max(0.5, Math.min(12, Math.floor((2 * wanted) / Math.max(rows, columns)) / 2));
}
