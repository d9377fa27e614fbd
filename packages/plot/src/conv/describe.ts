import { arithmetic } from "./lines.js";
import type { Scene } from "./scene.js";
import type { Problem } from "./setting.js";
import { captionOf, sizes } from "./words.js";

/** Title and description in words: what is drawn, its sizes, and what comes out. */
export function describe(problem: Problem, scene: Scene, t?: number): { title: string; desc: string } {
  const rank = scene.window.length;
  const operation = `${rank}-D ${problem.transposed ? "transposed convolution" : "convolution"}`;
  const title = `${scene.gradient ? "Gradient of a " : ""}${operation}, ${sizes(problem.input)} to ${sizes(problem.output)}`;
  const how = scene.scatter
    ? "Each input paints the kernel times its value; overlaps add."
    : scene.stretched
      ? "Drawn as a direct convolution over the input with zeros inserted, with the kernel rotated by 180°."
      : scene.gradient
        ? "Each input’s gradient is the sum of weights times the gradients of the outputs that read it."
        : "The kernel slides over the padded input; each position gives one output.";
  const caption = captionOf(scene, problem).map((pieces) => `${pieces.join("").trim()}.`);
  const step =
    t === undefined
      ? `${scene.steps.length} steps.`
      : `Step ${t + 1} of ${scene.steps.length}: ${arithmetic(scene.steps[t], scene).join("")}.`;
  return { title, desc: [`${title}.`, how, ...caption, step].join(" ") };
}
