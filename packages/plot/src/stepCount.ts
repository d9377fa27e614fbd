import { convSteps } from "./conv/diagram.js";
import type { View } from "./conv/scene.js";
import type { ConvSetting } from "./conv/setting.js";
import { poolSteps } from "./pool/diagram.js";
import type { PoolSetting } from "./pool/setting.js";

/**
 * How many frames a figure of `convDiagram` or `poolDiagram` has: one for each output; in the gradient view, and
 * where inputs scatter, for each input.
 * @example stepCount({ input: 5, kernel: 3 }) // 9
 */
export function stepCount(setting: ConvSetting, options?: { view?: View }): number;
export function stepCount(setting: PoolSetting, options?: { view?: "forward" | "gradient" }): number;
export function stepCount(
  setting: ConvSetting | PoolSetting,
  { view = "forward" }: { view?: View } = {},
): number {
  if (!("kind" in setting)) return convSteps(setting, view);
  return poolSteps(setting, view === "gradient" ? view : "forward");
}
