import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChoiceRow, Choices } from "../choices/row.js";
import { layers } from "../layers.js";
import type { Cell, Row } from "../row.js";
import type { Result } from "../table.js";
import { notes } from "./notes.js";
import { pageOf } from "./page.js";
import { newest } from "./read.js";

const here = import.meta.dirname;
const docs = join(here, "../../../docs");
const stored = newest(join(here, "../../results"));

test.skipIf(!stored)("docs/performance.md and its pictures are what `npm run bench -- --page` makes", () => {
  const { files } = pageOf(stored!);
  const pictures = readdirSync(join(docs, "performance")).map((name) => `performance/${name}`);
  expect(pictures.sort()).toEqual([...files.keys()].filter((name) => name.endsWith(".svg")).sort());
  for (const [name, content] of files) expect(readFileSync(join(docs, name), "utf8"), name).toBe(content);
});

const machine = { cpu: "a processor", cores: 2, memoryGiB: 8, system: "linux x64", node: "v24.9.0" };
const layer = "3×3 64→64 @56²";
const row = (cells: Record<string, Cell>, more: Partial<Row> = {}): Row => ({
  ...{ name: layer, kind: "layer", pass: "forward", threads: 1, cells },
  ...more,
});
const result = (rows: Row[], more: Partial<Result> = {}): Result => ({
  ...{ date: "2026-01-02", machine, quick: false, limit: { separate: 40 }, rows, loading: [], sizes: [] },
  ...more,
});
const choiceRow: ChoiceRow = {
  name: "1×1 8→8 @4²",
  map: "output",
  uses: { "A network": 3 },
  macs: 1e6,
  chosen: { resident: "simd", eager: "simd" },
  candidates: [
    { algorithm: "simd", predicted: { resident: 5, eager: 6 }, time: { resident: 0.1, eager: 0.2 } },
    { algorithm: "tiles", predicted: { eager: 9 }, time: { eager: 1 } },
    { algorithm: "winograd4x4", against: "kernel 1", predicted: {}, time: {} },
  ],
};
const choices: Choices = { date: "2026-01-02", machine, rows: [choiceRow] };

describe("a page of little", () => {
  const few = result([
    row({ "ConvKit eager": { speed: 80, time: 3, error: 2e-7 }, other: { why: "not installed" } }),
  ]);

  test("has no holes where libraries, passes, threads, networks and sizes are missing", () => {
    const { files } = pageOf({ result: few });
    expect([...files.keys()]).toEqual(["performance/layers.svg", "performance.md"]);
    for (const [name, content] of files) expect(content, name).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("is the same each time", () => {
    expect(pageOf({ result: few, choices }).files).toEqual(pageOf({ result: few, choices }).files);
  });
});

test("a mark lies where its value is, and the ratio is to the best portable library", () => {
  const cells = {
    "ConvKit resident": { speed: 120 },
    "LiteRT.js": { speed: 60 },
    "ONNX Runtime native": { speed: 200 },
  };
  const svg = pageOf({ result: result([row(cells)]) }).files.get("performance/layers.svg")!;
  /** The last one: those before are the legend's. */
  const x = (shape: string): number => Number([...svg.matchAll(new RegExp(shape, "g"))].at(-1)![1]);
  const zero = x('<rect x="([\\d.]+)" y="[\\d.]+" width="[\\d.]+" height="4"');
  const [own, other] = ["6", "4.2"].map((radius) => x(`<circle cx="([\\d.]+)" cy="[\\d.]+" r="${radius}"`));
  expect((own - zero) / (other - zero)).toBeCloseTo(2, 2);
  expect(svg).toContain(">2.00 ×<");
});

test("networks are bars in milliseconds, the shortest first; long ones are cut", () => {
  const cells = {
    "LiteRT.js": { time: 40 },
    "ConvKit compiled": { time: 20 },
    "jax-js wasm": { time: 4000 },
  };
  const rows = [1, 2].map((threads) => row(cells, { name: "A network", kind: "network", threads }));
  const svg = pageOf({ result: result(rows) }).files.get("performance/networks.svg")!;
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, content]) => content);
  expect(texts).toEqual([
    "A network, ms an image: one thread · two",
    ...["ConvKit compiled", "20.0 · 20.0", "LiteRT.js", "40.0 · 40.0", "jax-js wasm", "4,000 · 4,000"],
  ]);
  const widths = [...svg.matchAll(/width="([\d.]+)" height="11"/g)].map(([, width]) => Number(width));
  expect(widths.map((width) => width / widths[0])).toEqual([1, expect.closeTo(2, 2), expect.closeTo(8, 2)]);
});

test("the tables of choices tell the speed of every algorithm, and what would have been faster", () => {
  const other = {
    algorithm: "winograd4x4",
    predicted: { resident: 7, eager: 8 },
    time: { resident: 0.05, eager: 0.25 },
  };
  const better = { ...choiceRow, candidates: [...choiceRow.candidates.slice(0, 2), other] };
  const lines = (one: ChoiceRow): string[] =>
    pageOf({ result: result([]), choices: { ...choices, rows: [one] } })
      .files.get("performance.md")!
      .split("\n")
      .filter((line) => /^\| (layer|1×1)/.test(line));
  expect(lines(choiceRow)).toEqual([
    "| layer | simd | predicted, ms | took, ms | faster than the choice |",
    "| 1×1 8→8 @4² | **20.0** | 0.100 | 0.100 |  |",
    "| layer | simd | tiles | predicted, ms | took, ms | faster than the choice |",
    "| 1×1 8→8 @4² | **10.0** | 2.00 | 0.200 | 0.200 |  |",
  ]);
  expect(lines(better)[1]).toBe("| 1×1 8→8 @4² | **20.0** | 40.0 | 0.100 | 0.100 | winograd4x4, 2.00 × |");
});

test("notes on targets name rows that are measured", () => {
  const known = new Set(layers.map(({ name }) => name));
  expect(notes.flatMap(({ rows }) => rows).filter((name) => !known.has(name))).toEqual([]);
});
