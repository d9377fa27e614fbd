import { OptionError } from "@convkit/tensor";
import { type Scene, sceneOf } from "./scene.js";
import type { Problem } from "./setting.js";

/**
 * A convolution with a stride, drawn as `every` position: the one with stride 1, of whose outputs those between are
 * crossed out (Dumoulin & Visin 2016, figure 1.4).
 */
export function keptScene({ transposed, geometry }: Problem, every: Problem): Scene {
  const strides = geometry.window.axes.map(({ stride }) => stride);
  if (transposed || strides.every((stride) => stride === 1)) {
    throw new OptionError({
      operation: "convDiagram",
      argument: "view",
      value: "kept",
      expected: "needs a direct convolution with a stride",
      fix: "set stride: 2",
    });
  }
  const scene = sceneOf(every, "forward");
  for (const { cells } of scene.output)
    for (const cell of cells)
      if (cell.at.some((index, axis) => index % strides[axis] > 0)) cell.kind = "cropped";
  return { ...scene, kept: strides };
}
