import type { Pass } from "../../peer.js";
import type { Row } from "../../row.js";
import { best, mine, speed } from "../../speeds.js";
import type { Result } from "../../table.js";
import { dots, type Panel, ticksTo } from "../dots.js";
import { digits, find, librariesOf, times } from "../read.js";

const layersOf = ({ rows }: Result): string[] => [
  ...new Set(rows.filter(({ kind }) => kind === "layer").map(({ name }) => name)),
];

/** Every layer by every library, forward and backward, with the machine's limit. */
export function layersPicture(result: Result): string | undefined {
  const names = layersOf(result);
  if (names.length === 0) return undefined;
  const { fused, separate } = result.limit;
  const limit = fused ?? separate;
  const panel = (pass: Pass, title: string, width: number): Panel => {
    const rows = names.map((name) => find(result, name, pass, 1));
    const largest = Math.max(
      limit,
      ...rows.flatMap((row) => Object.values(row?.cells ?? {}).map((c) => c.speed ?? 0)),
    );
    return {
      title,
      width,
      ticks: ticksTo(largest),
      to: 1.03 * largest,
      lines: [{ at: limit, label: `limit ${digits(limit)}` }],
      value: (row, series) => speed(rows[row], series),
      columns: [
        { head: "ConvKit", text: (row) => digits(mine(rows[row])) },
        { head: "× best", text: (row) => ratioToBest(rows[row]) },
      ],
    };
  };
  return dots({
    title: "Convolutions, GFLOP/s of one thread",
    desc: names
      .map(
        (name) =>
          `${name}: forward ${digits(mine(find(result, name, "forward", 1)))}, backward ${digits(mine(find(result, name, "backward", 1)))}`,
      )
      .join("; "),
    rows: names.map((name) => ({ name })),
    series: librariesOf(result),
    panels: [panel("forward", "Forward, GFLOP/s", 330), panel("backward", "Both gradients, GFLOP/s", 180)],
  });
}

function ratioToBest(row: Row | undefined): string {
  const [own, other] = [mine(row), row && best(row)];
  return own === undefined || other === undefined ? "–" : times(own / other);
}
