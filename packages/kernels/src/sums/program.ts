import type { Program } from "../program.js";
import { doubleWords } from "../wasm/code.js";
import { sumFields, sumModule } from "./emit.js";
import type { SumLayout } from "./layout.js";

/** Elements that an item adds up, about; columns of one. */
const itemSize = 8192;
const itemColumns = 64;

/** Sums over axes, each divided by `divisor`: their number, for means. */
export function sumProgram({ size, starts, runs, length, across }: SumLayout, divisor: number): Program {
  const each = Math.max(1, runs.count * length);
  const chunks = Math.ceil(length / itemColumns);
  const outputs = starts.count;
  const block = across ? Math.max(1, Math.floor(itemSize / each)) : itemColumns;
  const [low, high] = doubleWords(divisor);
  return {
    operands: [
      { size, perSample: true },
      { size: outputs * (across ? 1 : length), perSample: true },
    ],
    prepared: 0,
    shared: 0,
    scratch: 0,
    tables: [outputs, runs.count],
    steps: 1,
    makeTables: () => [starts, runs].map((walk) => walk.list().map((offset) => 4 * offset)),
    prepare: () => [],
    run: ({ operands: [x, y], tables: [startTable, runTable] }) => [
      {
        routine: { module: sumModule, name: across ? "across" : "along" },
        words: sumFields.list({
          ...{ divisor: low, divisorHigh: high, x, y, starts: startTable, runs: runTable },
          ...{ runCount: runs.count, length, outputs, block, chunks },
        }),
        items: across ? Math.ceil(outputs / block) : outputs * chunks,
      },
    ],
  };
}
