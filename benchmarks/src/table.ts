import type { Machine } from "./machine.js";

/** One layer and pass: for each library its speed in GFLOP/s and error, or why there is none. */
export interface Row {
  readonly layer: string;
  readonly pass: "forward" | "backward";
  readonly cells: Record<string, { speed?: number; error?: number; why?: string }>;
}

const ours = "ConvKit auto";
const native = "ONNX Runtime native";

/** The report: speeds, the ratio of the automatic choice to the best portable peer, errors, what was skipped. */
export function table({ cpu, cores, memoryGiB, system, node }: Machine, rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))].filter((name) =>
    rows.some(({ cells }) => cells[name]?.speed !== undefined),
  );
  const peers = names.filter((name) => !name.startsWith("ConvKit") && name !== native);
  const best = ({ cells }: Row): number => Math.max(0, ...peers.map((name) => cells[name]?.speed ?? 0));
  const ratio = (row: Row): string => {
    const mine = row.cells[ours]?.speed;
    return mine !== undefined && best(row) > 0 ? `${(mine / best(row)).toFixed(2)} ×` : "–";
  };
  const lines = (shown: (row: Row, name: string) => string, last: string[]): string[][] => [
    ["layer", "", ...names.map((name) => name.replace("ConvKit ", "")), ...last],
    ...rows.map((row) => [
      row.layer,
      row.pass,
      ...names.map((name) => shown(row, name)),
      ...(last.length > 0 ? [ratio(row)] : []),
    ]),
  ];
  const speeds = lines(({ cells }, name) => cells[name]?.speed?.toPrecision(3) ?? "–", ["auto : best peer"]);
  const errors = lines(({ cells }, name) => cells[name]?.error?.toExponential(0) ?? "–", []);
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; one thread, one sample`,
    `\nGFLOP/s (2 per multiply-add; backward is both gradients). First columns: ConvKit's algorithms, eager calls.\n`,
    aligned(speeds),
    ...means(rows, best),
    "\nLargest error against float64, as a share of the largest value\n",
    aligned(errors),
    ...skipped(rows),
  ].join("\n");
}

function means(rows: readonly Row[], best: (row: Row) => number): string[] {
  return (["forward", "backward"] as const).flatMap((pass) => {
    const ratios = rows
      .filter((row) => row.pass === pass && row.cells[ours]?.speed !== undefined && best(row) > 0)
      .map((row) => row.cells[ours].speed! / best(row));
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    return ratios.length > 0
      ? [`${pass}: auto is ${mean.toFixed(2)} × the best portable peer (geometric mean)`]
      : [];
  });
}

/** One line for each library and reason. */
function skipped(rows: readonly Row[]): string[] {
  const lines = new Map<string, string[]>();
  for (const { layer, pass, cells } of rows)
    for (const [name, { why }] of Object.entries(cells)) {
      if (why === undefined || name.startsWith("ConvKit")) continue;
      const key = `${name}: ${why}`;
      lines.set(key, [...(lines.get(key) ?? []), `${layer} ${pass}`]);
    }
  return lines.size === 0
    ? []
    : ["\nNot compared", ...[...lines].map(([key, where]) => `  ${key} (${where.length} rows)`)];
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
