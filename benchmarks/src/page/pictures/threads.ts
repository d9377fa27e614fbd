import type { Pass } from "../../peer.js";
import { mine, speed } from "../../speeds.js";
import type { Result } from "../../table.js";
import { dots, type Panel } from "../dots.js";
import { find, librariesOf, times } from "../read.js";

/** How much faster two threads are, layer by layer. */
export function threadsPicture(result: Result): string | undefined {
  const two = result.rows.filter(({ threads }) => threads === 2);
  if (two.length === 0) return undefined;
  const names = [...new Set(two.map(({ name }) => name))];
  const gain = (name: string, pass: Pass, library: string): number | undefined => {
    const [a, b] = [1, 2].map((threads) => speed(find(result, name, pass, threads), library));
    return a !== undefined && b !== undefined ? b / a : undefined;
  };
  const ownGain = (name: string, pass: Pass): number | undefined => {
    const [a, b] = [1, 2].map((threads) => mine(find(result, name, pass, threads)));
    return a !== undefined && b !== undefined ? b / a : undefined;
  };
  const panel = (pass: Pass, title: string): Panel => ({
    title,
    width: 260,
    ticks: [0, 0.5, 1, 1.5, 2],
    to: 2.2,
    value: (row, series) => gain(names[row], pass, series),
    columns: [{ head: "ConvKit", text: (row) => ownGain(names[row], pass)?.toFixed(2) ?? "–" }],
  });
  const series = librariesOf(result).filter((library) =>
    names.some((name) => gain(name, "forward", library)),
  );
  return dots({
    title: "Two threads beside one",
    desc: names.map((name) => `${name}: ${times(ownGain(name, "forward"))}`).join("; "),
    rows: names.map((name) => ({ name })),
    series,
    panels: [
      panel("forward", "Forward, two threads : one"),
      panel("backward", "Both gradients, two threads : one"),
    ],
  });
}
