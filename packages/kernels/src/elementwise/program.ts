import type { Places, Program, Step } from "../program.js";
import { floatWord } from "../wasm/code.js";
import { rowFields, rowModule } from "./emit.js";
import type { FormulaName } from "./formulas.js";
import type { Layout } from "./layout.js";

/** Elements of an item: three operands of so many fit in the second level of the cache many times. */
export const pieceSize = 8192;

/** An element-wise operation on operands as they lie in memory. */
export interface Elementwise {
  readonly formula: FormulaName;
  readonly layout: Layout;
  readonly constants?: readonly number[];
  /** The result is clamped. */
  readonly clamp?: readonly [low: number, high: number];
}

/** How rows are split into items. */
export function piecesOf({ rows, length }: Pick<Layout, "rows" | "length">): {
  readonly blockRows: number;
  readonly chunk: number;
  readonly chunks: number;
  readonly items: number;
} {
  const blockRows = Math.max(1, Math.floor(pieceSize / Math.max(1, length)));
  const chunks = Math.ceil(length / pieceSize);
  return { blockRows, chunk: pieceSize, chunks, items: chunks * Math.ceil(rows / blockRows) };
}

/** The step over these addresses; `rows` of `length` may be a part of the whole. */
export function elementwiseStep(
  { formula, layout: { sources }, constants: [constant0 = 0, constant1 = 0] = [], clamp }: Elementwise,
  { operands, tables }: Pick<Places, "operands" | "tables">,
  part: { readonly rows: number; readonly length: number },
): Step {
  const { items, ...pieces } = piecesOf(part);
  const [low, high] = clamp ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const kinds = sources.map(({ kind }) => kind);
  return {
    routine: { module: rowModule(formula, kinds, clamp !== undefined), name: "rows" },
    words: rowFields.list({
      operand0: operands[0],
      operand1: operands[1] ?? 0,
      operand2: operands[2] ?? 0,
      starts0: tables[0],
      starts1: tables[1] ?? 0,
      starts2: tables[2] ?? 0,
      result: operands[sources.length],
      rows: part.rows,
      length: part.length,
      blockRows: pieces.blockRows,
      chunk: pieces.chunk,
      chunks: pieces.chunks,
      constant0: floatWord(constant0),
      constant1: floatWord(constant1),
      low: floatWord(low),
      high: floatWord(high),
    }),
    items,
  };
}

/** Words of the tables of rows: none for operands that lie as the result does. */
export const tableSizes = ({ rows, sources }: Layout): number[] =>
  sources.map(({ kind }) => (kind === "whole" ? 0 : rows));

/** Byte offsets of the rows. */
export const startTables = ({ sources }: Layout): Int32Array[] =>
  sources.map(({ kind, starts }) =>
    kind === "whole" ? new Int32Array(0) : starts().map((offset) => 4 * offset),
  );

/** An element-wise operation on the whole of its operands, in one step. */
export function elementwiseProgram(operation: Elementwise): Program {
  const { layout } = operation;
  return {
    operands: [...layout.sources.map(({ size }) => size), layout.rows * layout.length].map((size) => ({
      size,
      perSample: true,
    })),
    prepared: 0,
    shared: 0,
    scratch: 0,
    tables: tableSizes(layout),
    steps: 1,
    makeTables: () => startTables(layout),
    prepare: () => [],
    run: (at) => [elementwiseStep(operation, at, layout)],
  };
}
