import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { apiIndex, apiPage, referenceNames } from "./page.js";
import { type ApiPackage, readApi } from "./read.js";

let modules: string;
beforeEach(() => {
  modules = mkdtempSync(join(tmpdir(), "api-"));
});
afterEach(() => rmSync(modules, { recursive: true }));

function write(path: string, content: string): void {
  const file = join(modules, "@convkit", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const types = (path: string) => ({ types: path, default: path.replace(".d.ts", ".js") });

/** Two packages that use each other, as their builds leave them. */
function twoPackages(): { packages: ApiPackage[]; problems: string[] } {
  write(
    "tensor/package.json",
    JSON.stringify({
      name: "@convkit/tensor",
      description: "The core.",
      type: "module",
      exports: { ".": types("./dist/index.d.ts"), "./package.json": "./package.json" },
    }),
  );
  write(
    "tensor/dist/index.d.ts",
    `/** Values. */
export declare class Tensor {
    #secret;
    private hidden;
    /** Sizes. */
    readonly shape: readonly number[];
    private constructor();
}
export declare class ShapeError extends Error {
}`,
  );
  write(
    "plot/package.json",
    JSON.stringify({
      name: "@convkit/plot",
      type: "module",
      exports: {
        ".": types("./dist/index.d.ts"),
        "./static": types("./dist/static.d.ts"),
        "./new": types("./dist/new.d.ts"),
      },
    }),
  );
  write(
    "plot/dist/index.d.ts",
    `import { Tensor } from "@convkit/tensor";
export * as chart from "./chart.js";
export interface Options {
    width?: number;
}
type Make = (<T>(x: Tensor, options?: Options) => T[]) & { extra: number };
/**
 * Makes <b> with \`Tensor\` and [N, C].
 * @param x [N, C, H, W]
 * @returns a list
 * @throws ShapeError when it does not fit
 * @example make(x) // "Tensor"
 */
export declare const make: Make;
export declare const limit = 5;
/** Overloaded. */
export declare function twice(x: number): number;
export declare function twice(x: string): string;`,
  );
  write("plot/dist/chart.d.ts", "export declare function bars(): void;");
  write("plot/dist/static.d.ts", "/** See `make`. */\nexport declare function make(): string;");
  return readApi([join(modules, "@convkit")]);
}

describe("the public names", () => {
  test("of every entry point, with signatures as one writes them", () => {
    const { packages } = twoPackages();
    const shown = packages.flatMap(({ modules }) =>
      modules.flatMap(({ specifier, entries }) =>
        entries.map(({ name, kind, signatures }) => [specifier, name, kind, ...signatures]),
      ),
    );
    expect(shown).toEqual([
      ["@convkit/plot", "chart.bars", "function", "chart.bars(): void"],
      ["@convkit/plot", "limit", "value", "const limit = 5"],
      ["@convkit/plot", "make", "function", "make<T>(x: Tensor, options?: Options): T[]"],
      ["@convkit/plot", "Options", "type", "interface Options {\n  width?: number;\n}"],
      ["@convkit/plot", "twice", "function", "twice(x: number): number", "twice(x: string): string"],
      ["@convkit/plot/static", "make", "function", "make(): string"],
      ["@convkit/tensor", "ShapeError", "class", "class ShapeError extends Error {\n}"],
      [
        "@convkit/tensor",
        "Tensor",
        "class",
        "class Tensor {\n  /** Sizes. */\n  readonly shape: readonly number[];\n}",
      ],
    ]);
  });

  test("with what their docstrings say", () => {
    const [plot] = twoPackages().packages;
    const make = plot.modules[0].entries.find(({ name }) => name === "make")!;
    expect(make.text).toBe("Makes <b> with `Tensor` and [N, C].");
    expect(make.tags).toEqual([
      { tag: "param", name: "x", text: "[N, C, H, W]" },
      { tag: "returns", text: "a list" },
      { tag: "throws", text: "ShapeError when it does not fit" },
      { tag: "example", text: 'make(x) // "Tensor"' },
    ]);
  });

  test("what is not built is named", () => {
    expect(twoPackages().problems).toEqual(["@convkit/plot/new is not built, so it has no reference"]);
    expect(readApi([join(modules, "nowhere")])).toEqual({ packages: [], problems: [] });
  });
});

test("a page links names to their places; markup in docstrings stays text", () => {
  const { packages } = twoPackages();
  const context = { folder: "", root: "", headings: [], problems: [] };
  const { main, contents } = apiPage(packages[0], referenceNames(packages), context);
  expect(main).toContain('<section class="entry" id="make">');
  expect(main).toContain('<section class="entry" id="static.make">');
  expect(main).toMatch(/x<\/span>: .*<a href="api-tensor.html#Tensor">Tensor<\/a>/);
  expect(main).toContain('<a href="api-plot.html#Options">Options</a>');
  expect(main).toContain('Makes &lt;b&gt; with <a href="api-tensor.html#Tensor"><code>Tensor</code></a>');
  expect(main).toContain('<dt>throws</dt><dd><p><a href="api-tensor.html#ShapeError">ShapeError</a> when');
  expect(main).toContain("<dt><code>x</code></dt><dd><p>[N, C, H, W]</p>");
  expect(main).toContain('<span class="hljs-comment">// &quot;Tensor&quot;</span>');
  expect(contents).toContain('<a href="#chart.bars"><code>chart.bars</code></a>');
  expect(apiIndex(packages)).toContain('<a href="api-plot.html#static.make"><code>make</code></a>');
});
