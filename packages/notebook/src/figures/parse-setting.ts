import { convDiagram, matrixDiagram, moduleDiagram, poolDiagram } from "@convkit/plot";
import { OptionError } from "@convkit/tensor";
import type { Source } from "./draw.js";

/** Options of the command line, as text; those that are yes or no may stand without a value. */
export type SettingOptions = Partial<
  Record<(typeof names)[number] | (typeof looks)[number], string | boolean>
>;

/** What a figure is of. */
export const names = [
  "input",
  "kernel",
  "stride",
  "padding",
  "dilation",
  "groups",
  "outputPadding",
  "outputSize",
  "channels",
  "inChannels",
  "outChannels",
  "rank",
  "transposed",
  "locallyConnected",
  "ceilMode",
  "countIncludePad",
  "divisor",
  "ties",
  "variant",
  "multiplier",
  "segments",
  "layers",
] as const;

/** How to look at it. */
export const looks = ["view", "layout", "theme", "cell", "steps"] as const;

const words: readonly string[] = ["ties", "variant", "view", "layout", "theme"];
const single: readonly string[] = [
  ...["groups", "channels", "inChannels", "outChannels", "rank"],
  ...["divisor", "multiplier", "segments", "layers"],
];
/** Options that are yes or no. */
export const switches: readonly string[] = ["transposed", "locallyConnected", "ceilMode", "countIncludePad"];

interface Kind {
  draw: unknown;
  base: object;
  /** Which setting a second word is, as in `pool average`. */
  word?: string;
  needs: readonly ("input" | "kernel")[];
}

const sized = ["input", "kernel"] as const;

/** The kinds of figure that take parameters. */
export const kinds: Record<string, Kind> = {
  conv: { draw: convDiagram, base: {}, needs: sized },
  transposed: { draw: convDiagram, base: { transposed: true }, needs: sized },
  dilated: { draw: convDiagram, base: { dilation: 2 }, needs: sized },
  pool: { draw: poolDiagram, base: { kind: "max" }, word: "kind", needs: sized },
  matrix: { draw: matrixDiagram, base: {}, needs: sized },
  module: { draw: moduleDiagram, base: {}, word: "module", needs: [] },
};

/**
 * What to draw, from the command line: `3` for all axes, `3,5` one per axis, and for padding also `1:0,2:1`
 * (begin:end) and `same`, `same-lower`, `valid`. What the diagrams do not take, they refuse themselves.
 * @throws OptionError naming the option that is missing, or no number or list
 */
export function parseSource(given: readonly string[], options: SettingOptions): Source {
  const { draw, base, word, needs } = kinds[given[0]];
  const spare = given[word === undefined ? 1 : 2];
  if (spare !== undefined) {
    throw new OptionError({
      operation: `convkit figures ${given[0]}`,
      argument: "name",
      value: spare,
      expected: "is one word too many",
    });
  }
  if (word !== undefined && given[1] === undefined && !(word in base)) {
    throw new OptionError({
      operation: `convkit figures ${given[0]}`,
      argument: "name",
      found: "is missing",
      expected: `a ${given[0]} is needed`,
      fix: "for example module Inception",
    });
  }
  const missing = needs.find((name) => options[name] === undefined);
  if (missing !== undefined) {
    throw new OptionError({
      operation: `convkit figures ${given.join(" ")}`,
      argument: `--${missing}`,
      found: "is missing",
      expected: "a size is needed",
      fix: `for example --${missing} ${missing === "input" ? 7 : 3}`,
    });
  }
  const named = word !== undefined && given[1] !== undefined ? { [word]: given[1] } : {};
  return {
    draw: draw as Source["draw"],
    setting: { ...base, ...named, ...parsed(names, options) },
    options: parsed(looks, options),
  };
}

function parsed(list: readonly (keyof SettingOptions)[], options: SettingOptions): object {
  return Object.fromEntries(
    list.flatMap((name) => (options[name] === undefined ? [] : [[name, parse(name, options[name])]])),
  );
}

/** A file name that tells the setting: `conv-input7-kernel3-stride2`. */
export function sourceName(given: readonly string[], options: SettingOptions): string {
  const parts = [...names, ...looks].flatMap((name) =>
    options[name] === undefined ? [] : `${flag(name)}${valueName(options[name])}`,
  );
  return [...given, ...parts].join("-").replace(/[:,]/g, (c) => (c === "," ? "x" : "_"));
}

/** `7`, `-same`, and nothing for a bare switch. */
function valueName(value: string | boolean): string {
  if (value === true) return "";
  return /^[a-z]/.test(String(value)) ? `-${value}` : String(value);
}

/** `outputPadding` → `output-padding`. */
export const flag = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function parse(name: string, text: string | boolean): unknown {
  if (words.includes(name)) return text;
  if (switches.includes(name)) return parseSwitch(name, text);
  const value = String(text);
  if (name === "steps") return parseSteps(value);
  if (name === "padding" && /^[a-z-]+$/.test(value)) return value;
  const parts = value
    .split(",")
    .map((part) => (name === "padding" && part.includes(":") ? part.split(":") : part));
  const numbers = parts.map((part) => (Array.isArray(part) ? part.map(toInteger) : toInteger(part)));
  if (numbers.flat().every(Number.isInteger)) {
    const alone = numbers.length === 1 && !Array.isArray(numbers[0]);
    if (alone || !single.includes(name)) return alone && name !== "cell" ? numbers[0] : numbers;
  }
  const lists = `must be a whole number or one per axis such as 3,5${name === "padding" ? ", or begin:end such as 1:0,2:1" : ""}`;
  return refuse(name, value, single.includes(name) ? "must be a whole number" : lists);
}

function parseSwitch(name: string, text: string | boolean): boolean {
  if (text === true || text === "true") return true;
  return text === "false" ? false : refuse(name, text, "must be true or false");
}

/** First and last frame, from 0. */
function parseSteps(text: string): number[] {
  const [first, last] = text.split(":").map(toInteger);
  if (!(first >= 0 && last >= first) || text.split(":").length !== 2)
    return refuse("steps", text, "must be the first and the last frame, from 0, such as 0:3");
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const toInteger = (text: string): number => (/^-?\d+$/.test(text) ? Number(text) : Number.NaN);

function refuse(name: string, value: unknown, expected: string): never {
  throw new OptionError({ operation: "convkit figures", argument: `--${flag(name)}`, value, expected });
}
