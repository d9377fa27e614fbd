import type { Formula } from "./define.js";
import { attempt } from "./setting.js";

/** A setting close to the one asked for, and what the formula gives there. */
export interface Near {
  readonly change: Readonly<Record<string, number>>;
  readonly value: number;
}

const reach = 32;

/** For each symbol the closest smaller and larger integer in the domain while the others stay, nearest first. */
export function near(f: Formula, values: Readonly<Record<string, number>>): Near[] {
  const found: (Near & { distance: number })[] = [];
  for (const symbol of f.inputs) {
    const from = values[symbol];
    if (from === undefined) continue;
    for (const direction of [-1, 1]) {
      for (let step = 1; step <= reach; step++) {
        const to = direction < 0 ? Math.ceil(from) - step : Math.floor(from) + step;
        const { scope, reason } = attempt(f, { ...values, [symbol]: to });
        if (reason !== undefined) continue;
        found.push({ change: { [symbol]: to }, value: scope[f.result], distance: Math.abs(to - from) });
        break;
      }
    }
  }
  return found.sort((a, b) => a.distance - b.distance).map(({ change, value }) => ({ change, value }));
}
