import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import * as tensor from "@convkit/tensor";
import { expect, test } from "vitest";
import * as gradcheck from "./index.js";

test("the README's example prints what the README shows", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, code, printed] = readme.match(/```js\n(.*?)```\n\nprints\n\n```\n(.*?)\n```/s)!;
  const lines: string[] = [];
  const console = { log: (value: unknown) => lines.push(inspect(value)) };
  const packages = { "@convkit/tensor": tensor, "@convkit/gradcheck": gradcheck };
  const body = code.replace(/import (\{.*?\}) from ("@convkit\/\w+");/g, "const $1 = packages[$2];");
  new Function("packages", "console", body)(packages, console);
  expect(lines.join("\n")).toBe(printed);
});
