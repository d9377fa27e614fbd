import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import * as formulas from "./index.js";

// Runs the example that opens the README: each line must print what its comment says.
test("README example", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = readme.match(/```js\nimport (\{.*?\}) from "@convkit\/formulas";\n(.*?)```/s);
  const [, names, code] = example!;
  const printed: string[] = [];
  const console = {
    log: (value: unknown) => printed.push(typeof value === "string" ? value : inspect(value)),
  };
  new Function("formulas", "console", `const ${names} = formulas;\n${code}`)(formulas, console);
  expect(printed).toEqual([...code.matchAll(/^console\.log.*; \/\/ (.*)$/gm)].map(([, comment]) => comment));
  expect(printed).toHaveLength(9);
});

test("README lists every formula", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const missing = Object.keys(formulas.formulas).filter(
    (name) => !/^tr\.[2-6]$/.test(name) && !readme.includes(`\`${name}\``),
  );
  expect(missing).toEqual([]);
});
