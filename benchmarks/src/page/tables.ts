import { type ChoiceRow, candidate, missed, unitOf, type Way } from "../choices/row.js";
import type { Pass } from "../peer.js";
import { best, mine, speed } from "../speeds.js";
import type { Result } from "../table.js";
import { startupTarget } from "../targets.js";
import type { Found, Start } from "./found.js";
import { inOrder } from "./looks.js";
import { digits, librariesOf, times } from "./read.js";

type Cells = readonly string[];

/** A Markdown table; columns but the first are numbers unless `left` says otherwise. */
function table(heads: Cells, rows: readonly Cells[], left: readonly number[] = [0]): string {
  const rule = heads.map((_, i) => (left.includes(i) ? "---" : "--:"));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export const folded = (summary: string, content: string): string =>
  `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;

/** GFLOP/s of every library, for one pass and number of threads. */
export function speedTable(result: Result, pass: Pass, threads: number): string {
  const rows = result.rows.filter((row) => row.pass === pass && row.threads === threads);
  const names = librariesOf({ ...result, rows });
  if (names.length === 0) return "";
  const lines = rows.map((row) => {
    const [own, other] = [mine(row), best(row)];
    const ratio = own !== undefined && other !== undefined ? own / other : undefined;
    return [row.name, ...names.map((name) => digits(speed(row, name))), times(ratio)];
  });
  const what = `${pass === "forward" ? "Forward" : "Both gradients"}, ${threads === 1 ? "one thread" : `${threads} threads`}`;
  return folded(what, table(["GFLOP/s", ...names, "ConvKit : best portable"], lines));
}

/** The largest error of every library over all rows. */
export function errorTable(result: Result): string {
  const worst = (name: string, pass: Pass): string => {
    const errors = result.rows
      .filter((row) => row.pass === pass)
      .flatMap(({ cells }) => (cells[name]?.speed === undefined ? [] : [cells[name].error ?? 0]));
    return errors.length > 0 ? Math.max(...errors).toExponential(0) : "–";
  };
  const lines = librariesOf(result).map((name) => [name, worst(name, "forward"), worst(name, "backward")]);
  return table(["largest error of any row", "forward", "both gradients"], lines);
}

/** Every target with what was reached. */
export function targetTable(found: readonly Found[], starts: readonly Start[]): string {
  const bold = (text: string, met: boolean): string => (met ? `**${text}**` : text);
  const speeds = found.map(({ target, value, met }) => [
    target.rows.length === 1 ? target.rows[0] : `geometric mean of ${target.rows.length} rows`,
    `${target.pass === "forward" ? "forward" : "gradients"}${target.threads > 1 ? `, ${target.threads} threads` : ""}`,
    `≥ ${target.factor} × ${target.against === "best" ? "best portable" : target.against}`,
    bold(times(value), met),
  ]);
  const loads = starts.map(({ name, value, met }) => [
    name,
    "start-up",
    `≤ ${startupTarget} ms`,
    bold(`${digits(value)} ms`, met),
  ]);
  return table(["", "", "target", "reached"], [...speeds, ...loads], [0, 1, 2]);
}

/** Every layer's choice, and GFLOP/s of each algorithm. */
export function choiceTable(rows: readonly ChoiceRow[], way: Way): string {
  const timed = rows.flatMap(({ candidates }) => candidates.filter(({ time }) => time[way] !== undefined));
  const algorithms = inOrder(timed.map(({ algorithm }) => algorithm));
  const unit = unitOf(rows, way);
  const lines = rows.map((row) => {
    const chosen = candidate(row, row.chosen[way]);
    const better = missed(row, way);
    return [
      row.name,
      ...algorithms.map((algorithm) => algorithmCell(row, algorithm, way)),
      digits(chosen?.predicted[way] && unit && chosen.predicted[way] * unit),
      digits(chosen?.time[way]),
      better ? `${better.algorithm}, ${times(better.factor)}` : "",
    ];
  });
  const heads = ["layer", ...algorithms, "predicted, ms", "took, ms", "faster than the choice"];
  return table(heads, lines, [0, heads.length - 1]);
}

function algorithmCell(row: ChoiceRow, algorithm: string, way: Way): string {
  const time = candidate(row, algorithm)?.time[way];
  const number = digits(time && (2 * row.macs) / time / 1e6);
  return row.chosen[way] === algorithm ? `**${number}**` : number;
}
