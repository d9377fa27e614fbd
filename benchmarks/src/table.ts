import type { Limit } from "./limit.js";
import type { Loading } from "./loading.js";
import type { Machine } from "./machine.js";
import type { Row } from "./row.js";
import type { Size } from "./size.js";
import { best, geometricMean, ours, reached, speed } from "./speeds.js";
import { startupTarget, targetsFor } from "./targets.js";

/** All that a run found, as it is stored. */
export interface Result {
  readonly date: string;
  readonly machine: Machine;
  readonly quick: boolean;
  readonly limit: Limit;
  readonly rows: readonly Row[];
  readonly loading: readonly Loading[];
  readonly sizes: readonly Size[];
}

/** The report: speeds with ratios and errors, targets, loading, what was not compared. */
export function report(result: Result): string {
  const { cpu, cores, memoryGiB, system, node } = result.machine;
  const { fused, separate } = result.limit;
  const limits = `${fused ? `${fused.toPrecision(3)} fused, ` : ""}${separate.toPrecision(3)} not fused`;
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; one sample`,
    `Limit of 128-bit vectors, one thread: ${limits}`,
    ...speedTables(result.rows),
    ...targetTable(result),
    ...loadingTables(result),
    ...skipped(result.rows),
  ].join("\n");
}

/** Speeds with ratios to the best portable library, errors, what was not compared. */
export const tables = (rows: readonly Row[]): string => [...speedTables(rows), ...skipped(rows)].join("\n");

function speedTables(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const names = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))].filter((name) =>
    rows.some((row) => speed(row, name) !== undefined),
  );
  const lines = (
    last: readonly string[],
    shown: (row: Row, name: string) => string,
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
  const compared = ours.filter((name) => names.includes(name));
  const speeds = lines(
    compared.map((name) => `${name.replace("ConvKit ", "")} : best`),
    (row, name) => speed(row, name)?.toPrecision(3) ?? "–",
    (row) => compared.map((name) => times(ratio(speed(row, name), best(row)))),
  );
  const errors = lines(
    [],
    ({ cells }, name) => cells[name]?.error?.toExponential(0) ?? "–",
    () => [],
  );
  return [
    "\nGFLOP/s (2 for a multiply-add; backward is both gradients); best is the fastest portable library\n",
    speeds,
    ...compared.flatMap((name) => means(rows, name)),
    "\nLargest error against float64, as a share of the largest value\n",
    errors,
  ];
}

const ratio = (a?: number, b?: number): number | undefined =>
  a !== undefined && b !== undefined ? a / b : undefined;
const times = (value?: number): string => (value === undefined ? "–" : `${value.toFixed(2)} ×`);

function means(rows: readonly Row[], name: string): string[] {
  return (["forward", "backward"] as const).flatMap((pass) => {
    const ratios = rows
      .filter((row) => row.kind === "layer" && row.pass === pass && row.threads === 1)
      .map((row) => ratio(speed(row, name), best(row)))
      .filter((one) => one !== undefined);
    return ratios.length > 0
      ? [`${name}, layers ${pass}: ${times(geometricMean(ratios))} best (geometric mean)`]
      : [];
  });
}

function targetTable({ rows, limit, loading }: Result): string[] {
  const speeds = targetsFor(limit).flatMap((target) => {
    const value = reached(target, rows, limit);
    if (value === undefined) return [];
    const name = target.rows.length === 1 ? target.rows[0] : `mean of ${target.rows.length} rows`;
    const wanted = `≥ ${target.factor} × ${target.against}`;
    const threads = target.threads > 1 ? `${target.threads} threads` : "";
    return [[name, target.pass, threads, wanted, times(value), value >= target.factor ? "yes" : "no"]];
  });
  const starts = loading
    .filter(({ name }) => name.startsWith("ConvKit"))
    .map(({ name, startup }) => {
      const met = startup <= startupTarget ? "yes" : "no";
      return [name, "start", "", `≤ ${startupTarget} ms`, `${startup.toFixed(0)} ms`, met];
    });
  const lines = [...speeds, ...starts];
  return lines.length > 0
    ? ["\nTargets\n", aligned([["", "", "", "target", "reached", "met"], ...lines])]
    : [];
}

function loadingTables({ loading, sizes }: Result): string[] {
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);
  const loads = loading.map(({ name, startup, memory, steps }) => [
    name,
    "",
    `${startup.toFixed(0)} ms`,
    `${memory.toFixed(0)} MiB`,
    String(steps),
  ]);
  const bundles = sizes.map(({ name, bytes, gzip }) => [name, "", mebibytes(bytes), mebibytes(gzip)]);
  return [
    ...(loads.length > 0
      ? [
          "\nLoading and a first convolution, and memory after steps of 3×3 64→64 @56², over an empty process\n",
          aligned([["", "", "start", "memory", "steps"], ...loads]),
        ]
      : []),
    ...(bundles.length > 0
      ? [
          "\nMiB to load, bundled and minified, WebAssembly included\n",
          aligned([["", "", "size", "gzip"], ...bundles]),
        ]
      : []),
  ];
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

/** Columns of equal width; the first two are texts. */
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
