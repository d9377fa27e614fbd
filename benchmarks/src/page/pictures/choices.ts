import { type ChoiceRow, candidate, missed } from "../../choices/row.js";
import { dots, ticksTo } from "../dots.js";
import { inOrder } from "../looks.js";
import { times } from "../read.js";

/** For every convolution of the networks, each algorithm on resident operands. */
export function choicesPicture(rows: readonly ChoiceRow[]): string {
  const timed = rows.flatMap(({ candidates }) =>
    candidates.filter(({ time }) => time.resident !== undefined),
  );
  const series = ["chosen", ...inOrder(timed.map(({ algorithm }) => algorithm))];
  const speedOf = (row: ChoiceRow, algorithm: string): number | undefined => {
    const time = candidate(row, algorithm)?.time.resident;
    return time && (2 * row.macs) / time / 1e6;
  };
  const named = (row: ChoiceRow, one: string): string => (one === "chosen" ? row.chosen.resident : one);
  const largest = Math.max(...rows.flatMap((row) => series.map((one) => speedOf(row, one) ?? 0)));
  return dots({
    title: "Every algorithm on every convolution",
    desc: rows.map((row) => `${row.name}: ${row.chosen.resident}`).join("; "),
    rows: rows.map(({ name, uses }) => ({ name, group: Object.keys(uses)[0] })),
    series,
    pitch: 20,
    panels: [
      {
        title: "GFLOP/s, operands resident",
        width: 460,
        ticks: ticksTo(largest),
        to: 1.03 * largest,
        value: (row, one) => speedOf(rows[row], named(rows[row], one)),
        columns: [
          { head: "chosen", text: (row) => rows[row].chosen.resident, width: 130 },
          { head: "faster", text: (row) => fasterText(rows[row]), width: 150 },
        ],
      },
    ],
  });
}

function fasterText(row: ChoiceRow): string {
  const better = missed(row, "resident");
  return better ? `${better.algorithm} ${times(better.factor)}` : "";
}
