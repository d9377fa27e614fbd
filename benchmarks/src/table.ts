import type { Machine } from "./machine.js";
import type { Row } from "./row.js";

export interface Result {
  readonly date: string;
  readonly machine: Machine;
  readonly quick: boolean;
  readonly rows: readonly Row[];
}

/** ConvKit's columns, the first that a row has is compared. */
const ours = ["ConvKit compiled", "ConvKit eager"];
const native = "ONNX Runtime native";

const speed = (row: Row, name: string): number | undefined => row.cells[name]?.speed;
export const mine = (row: Row): number | undefined => ours.map((name) => speed(row, name)).find(Boolean);

/** The fastest portable library besides ConvKit. */
export function best(row: Row): number | undefined {
  const peers = Object.keys(row.cells).filter((name) => !name.startsWith("ConvKit") && name !== native);
  const speeds = peers.map((name) => speed(row, name)).filter((one) => one !== undefined);
  return speeds.length > 0 ? Math.max(...speeds) : undefined;
}

/** The report: the machine, and what was measured on it. */
export function report({ machine, rows }: Result): string {
  const { cpu, cores, memoryGiB, system, node } = machine;
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; one sample\n\n${tables(rows)}`;
}

/** Speeds, ratios to the best portable library, errors, what was not compared. */
export function tables(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))].filter((name) =>
    rows.some((row) => speed(row, name) !== undefined),
  );
  const lines = (
    shown: (row: Row, name: string) => string,
    last: string[],
    more: (row: Row) => string[],
  ): string =>
    aligned([
      ["", "", "threads", ...names, ...last],
      ...rows.map((row) => [
        row.name,
        row.pass,
        String(row.threads),
        ...names.map((name) => shown(row, name)),
        ...more(row),
      ]),
    ]);
  return [
    "GFLOP/s (2 for a multiply-add; backward is both gradients)\n",
    lines(
      (row, name) => speed(row, name)?.toPrecision(3) ?? "–",
      ["ConvKit : best portable"],
      (row) => [ratioText(mine(row), best(row))],
    ),
    ...means(rows),
    "\nLargest error against float64, as a share of the largest value\n",
    lines(
      ({ cells }, name) => cells[name]?.error?.toExponential(0) ?? "–",
      [],
      () => [],
    ),
    ...skipped(rows),
  ].join("\n");
}

const ratioText = (a?: number, b?: number): string => (a && b ? `${(a / b).toFixed(2)} ×` : "–");

function means(rows: readonly Row[]): string[] {
  return (["forward", "backward"] as const).flatMap((pass) => {
    const logs = rows
      .filter(
        (row) => row.kind === "layer" && row.pass === pass && row.threads === 1 && mine(row) && best(row),
      )
      .map((row) => Math.log(mine(row)! / best(row)!));
    const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
    return logs.length > 0
      ? [`layers ${pass}: ConvKit is ${mean.toFixed(2)} × the best portable library (geometric mean)`]
      : [];
  });
}

/** One line for each library and reason. */
function skipped(rows: readonly Row[]): string[] {
  const lines = new Map<string, number>();
  for (const { cells } of rows)
    for (const [name, { why }] of Object.entries(cells))
      if (why !== undefined) lines.set(`${name}: ${why}`, (lines.get(`${name}: ${why}`) ?? 0) + 1);
  return lines.size === 0
    ? []
    : ["\nNot compared", ...[...lines].map(([line, count]) => `  ${line} (${count} rows)`)];
}

function aligned(lines: readonly (readonly string[])[]): string {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
