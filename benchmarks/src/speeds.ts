import type { Limit } from "./limit.js";
import type { Row } from "./row.js";
import type { Against, Target } from "./targets.js";

/** ConvKit's columns; targets are for the first that a row has. */
export const ours: readonly string[] = ["ConvKit resident", "ConvKit compiled", "ConvKit eager"];
const native = "ONNX Runtime native";

export const speed = (row: Row | undefined, name: string): number | undefined => row?.cells[name]?.speed;

export const mine = (row: Row | undefined): number | undefined =>
  ours.map((name) => speed(row, name)).find((one) => one !== undefined);

/** The fastest portable library besides ConvKit. */
export function best(row: Row): number | undefined {
  const peers = Object.keys(row.cells).filter((name) => !name.startsWith("ConvKit") && name !== native);
  const speeds = peers.map((name) => speed(row, name)).filter((one) => one !== undefined);
  return speeds.length > 0 ? Math.max(...speeds) : undefined;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** How many times what it is compared with; absent where a row was not measured. */
export function reached(target: Target, rows: readonly Row[], limit: Limit): number | undefined {
  const ratios = target.rows.map((name) => {
    const find = (pass: Row["pass"], threads: number): Row | undefined =>
      rows.find((row) => row.name === name && row.pass === pass && row.threads === threads);
    const row = find(target.pass, target.threads);
    const other = row && compared(target.against, row, find, limit);
    const own = mine(row);
    return own !== undefined && other !== undefined ? own / other : undefined;
  });
  const all = ratios.filter((ratio) => ratio !== undefined);
  return all.length === ratios.length ? geometricMean(all) : undefined;
}

function compared(
  against: Against,
  row: Row,
  find: (pass: Row["pass"], threads: number) => Row | undefined,
  limit: Limit,
): number | undefined {
  switch (against) {
    case "best":
      return best(row);
    case "limit":
      return limit.fused ?? limit.separate;
    case "forward":
      return mine(find("forward", row.threads));
    case "one thread":
      return mine(find(row.pass, 1));
    default:
      return speed(row, against);
  }
}
