import { clearStep } from "../parts.js";
import type { Program, Step } from "../program.js";
import { rowsRoutine } from "../rows.js";
import { product, type Stretch, Walk } from "../walk.js";
import { type Code, type Fields, fields, get, i32, type Local } from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";

/** `count` elements, so many elements apart (1 or more) where they are read and where they are written. */
export interface CopyAxis {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** A grid of elements of one operand, to a grid of the result; each begins at an element. */
export interface Copy {
  readonly operand: number;
  readonly from: number;
  readonly to: number;
  readonly axes: readonly CopyAxis[];
}

const copyFields: Fields<
  "from" | "fromStarts" | "fromRow" | "fromStep" | "to" | "toStarts" | "toRow" | "toStep" | "rows" | "length"
> = fields(
  ...(["from", "fromStarts", "fromRow", "fromStep", "to", "toStarts", "toRow", "toStep"] as const),
  ...(["rows", "length"] as const),
);

const copyModule: CodeModule = codeModule("copies", (writer) => {
  const rows = rowsRoutine(writer, "copyRows");
  writer.routine("copy", 3, () => (_, d, index) => {
    const word = copyFields.read;
    const start = (end: "from" | "to"): Code<"i32"> => startOf(d, index, end);
    const place = (end: "from" | "to") => [start(end), word(d, `${end}Row`), word(d, `${end}Step`)];
    return [rows.call(...place("from"), ...place("to"), word(d, "rows"), word(d, "length"))];
  });
});

function startOf(d: Local<"i32">, index: Local<"i32">, end: "from" | "to"): Code<"i32"> {
  const at = i32.add(copyFields.read(d, `${end}Starts`), i32.shl(get(index), i32.const(2)));
  return i32.add(copyFields.read(d, end), i32.load(at));
}

/** Axes through which both walks run on are one. */
export function mergedAxes(axes: readonly CopyAxis[]): CopyAxis[] {
  const all: CopyAxis[] = [];
  for (const axis of axes) {
    const last = all.at(-1);
    if (axis.count === 1) continue;
    if (last && last.from === axis.count * axis.from && last.to === axis.count * axis.to)
      all[all.length - 1] = { ...axis, count: last.count * axis.count };
    else all.push(axis);
  }
  return all;
}

/**
 * Copies of grids; the rest of the result, where `clears`, is zero. An item is the last two axes of a copy.
 *
 * @param sizes of the operands, the result's last
 */
export function copyProgram(sizes: readonly number[], copies: readonly Copy[], clears = false): Program {
  const one = { count: 1, from: 0, to: 0 };
  const plans = copies.map((copy) => {
    const axes = mergedAxes(copy.axes);
    const [row = one, cell = one] = axes.slice(-2).length === 2 ? axes.slice(-2) : [one, ...axes];
    const outer = axes.slice(0, -2);
    const starts = (end: "from" | "to") =>
      new Walk(outer.map((axis): Stretch => ({ count: axis.count, step: axis[end] })));
    const items = product(outer.map(({ count }) => count));
    return { ...copy, row, cell, items: row.count * cell.count === 0 ? 0 : items, starts };
  });
  const resultSize = sizes[sizes.length - 1];
  return {
    operands: sizes.map((size) => ({ size, perSample: true })),
    prepared: 0,
    shared: 0,
    scratch: 0,
    tables: plans.flatMap(({ items }) => [items, items]),
    steps: plans.length + 1,
    makeTables: () =>
      plans.flatMap(({ items, starts }) =>
        (["from", "to"] as const).map((end) =>
          items === 0
            ? new Int32Array(0)
            : starts(end)
                .list()
                .map((start) => 4 * start),
        ),
      ),
    prepare: () => [],
    run({ operands, tables }) {
      const result = operands[operands.length - 1];
      const clear = clearStep(1, { to: result, toStep: 0, bytes: 4 * resultSize });
      const steps = plans.map(
        ({ operand, from, to, row, cell, items }, i): Step => ({
          routine: { module: copyModule, name: "copy" },
          words: copyFields.list({
            ...{ from: operands[operand] + 4 * from, fromStarts: tables[2 * i] },
            ...{ fromRow: 4 * row.from, fromStep: 4 * cell.from },
            ...{ to: result + 4 * to, toStarts: tables[2 * i + 1] },
            ...{ toRow: 4 * row.to, toStep: 4 * cell.to, rows: row.count, length: cell.count },
          }),
          items,
        }),
      );
      return clears ? [clear, ...steps] : steps;
    },
  };
}
