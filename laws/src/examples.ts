import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A piece of code in which lines end in `// value`. */
export interface Example {
  /** File and line. */
  readonly place: string;
  readonly code: string;
}

const root: string = join(import.meta.dirname, "../..");

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
    .sort()
    .map((name) => join(folder, name));
}

function placed(file: string, text: string, offset: number, code: string): Example {
  return { place: `${relative(root, file)}:${text.slice(0, offset).split("\n").length}`, code };
}

/** The `@example`s in a package's doc comments. */
export function docExamples(packageName: string): Example[] {
  return sources(join(root, "packages", packageName, "src")).flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return [...text.matchAll(/\/\*\*.*?\*\//gs)].flatMap(({ 0: comment, index }) =>
      [...comment.matchAll(/@example\s(.*?)(?=\n \* @|\*\/)/gs)].map((match) =>
        placed(file, text, index + match.index, match[1].replaceAll(/^\s*\* ?/gm, "").trim()),
      ),
    );
  });
}

/** The JavaScript blocks of a package's README, without their imports. */
export function readmeExamples(packageName: string): Example[] {
  const file = join(root, "packages", packageName, "README.md");
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/```[jt]s\n(.*?)```/gs)].map((match) =>
    placed(file, text, match.index, match[1].replaceAll(/^import .*?;$/gms, "").trim()),
  );
}

/** Runs an example; `compare` gets the value of every line that ends in `// value`, and that value. */
export function runExample(
  { code }: Example,
  names: Record<string, unknown>,
  compare: (actual: unknown, expected: unknown) => void,
): number {
  let compared = 0;
  const count = (actual: unknown, expected: unknown): void => {
    compared++;
    compare(actual, expected);
  };
  const checked = code.replaceAll(
    /^(?!const |let |\s|\/\/)(.*?);?\s*\/\/ (.+)$/gm,
    (_, expression, value) => `__compare(${expression.replace(/^console\.log\((.*)\)$/, "$1")}, (${value}));`,
  );
  new Function("__compare", ...Object.keys(names), `"use strict";\n${checked}`)(
    count,
    ...Object.values(names),
  );
  return compared;
}
