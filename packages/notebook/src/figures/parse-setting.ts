import type { ConvSetting } from "@convkit/plot";
import { OptionError } from "@convkit/tensor";

/** Options of the command line, as text. */
export type SettingOptions = Partial<Record<(typeof names)[number], string>>;

export const names = [
  "input",
  "kernel",
  "stride",
  "padding",
  "dilation",
  "groups",
  "outputPadding",
  "inChannels",
  "outChannels",
  "rank",
] as const;

/** The kinds of figure that take parameters; all are settings of one diagram. */
export const kinds: Record<string, Partial<ConvSetting>> = {
  conv: {},
  transposed: { transposed: true },
  dilated: { dilation: 2 },
};

const single = ["groups", "inChannels", "outChannels", "rank"];

/**
 * A diagram's setting from the command line: `3` for all axes, `3,5` one per axis, and for padding also
 * `1:0,2:1` (begin:end) and `same`, `same-lower`, `valid`.
 * @throws OptionError naming the option that is no number or list
 */
export function parseSetting(kind: string, options: SettingOptions): ConvSetting {
  const given = names.flatMap((name) =>
    options[name] === undefined ? [] : [[name, parse(name, options[name])]],
  );
  const missing = ["input", "kernel"].find((name) => options[name as "input"] === undefined);
  if (missing !== undefined) {
    throw new OptionError({
      operation: `convkit figures ${kind}`,
      argument: `--${missing}`,
      found: "is missing",
      expected: "a size is needed",
      fix: `for example --${missing} ${missing === "input" ? 7 : 3}`,
    });
  }
  return { ...kinds[kind], ...Object.fromEntries(given) };
}

/** A file name that tells the setting: `conv-input7-kernel3-stride2`. */
export function settingName(kind: string, options: SettingOptions): string {
  const parts = names.flatMap((name) => (options[name] === undefined ? [] : `${flag(name)}${options[name]}`));
  return [kind, ...parts].join("-").replace(/[:,]/g, (c) => (c === "," ? "x" : "_"));
}

/** `outputPadding` → `output-padding`. */
export const flag = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function parse(name: string, text: string): unknown {
  if (name === "padding" && /^[a-z-]+$/.test(text)) return text;
  const parts = text
    .split(",")
    .map((part) => (name === "padding" && part.includes(":") ? part.split(":") : part));
  const numbers = parts.map((part) => (Array.isArray(part) ? part.map(toInteger) : toInteger(part)));
  if (numbers.flat().every(Number.isInteger)) {
    const alone = numbers.length === 1 && !Array.isArray(numbers[0]);
    if (alone || !single.includes(name)) return alone ? numbers[0] : numbers;
  }
  throw new OptionError({
    operation: "convkit figures",
    argument: `--${flag(name)}`,
    value: text,
    expected: single.includes(name)
      ? "must be a whole number"
      : `must be a whole number or one per axis such as 3,5${name === "padding" ? ", or begin:end such as 1:0,2:1" : ""}`,
  });
}

const toInteger = (text: string): number => (/^-?\d+$/.test(text) ? Number(text) : Number.NaN);
