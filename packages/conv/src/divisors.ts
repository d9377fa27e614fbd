import type { PoolGeometry } from "./poolGeometry.js";
import { regionsOf, windowSizes } from "./regions.js";

export interface AvgPoolGeometry extends PoolGeometry {
  /** What a window's sum is divided by: a number, or how many elements it covers. */
  readonly divisor: number | "inside" | "padded";
}

/** What each window's sum is divided by, in one channel. */
export function divisorsOf(g: AvgPoolGeometry): Float64Array {
  if (g.divisor === "padded" && g.window) return windowSizes(g.window);
  const { starts } = regionsOf(g);
  return Float64Array.from({ length: starts.length - 1 }, (_, o) =>
    typeof g.divisor === "number" ? g.divisor : starts[o + 1] - starts[o],
  );
}
