import { arithmetic } from "./lines.js";
import type { Scene } from "./scene.js";
import type { Problem } from "./setting.js";
import type { Step } from "./steps.js";
import { captionOf, headingsOf, sizes, stepWords, type Words } from "./words.js";

/** All that is said: title, description, headings, caption and the arithmetic of each step. */
export function wordsOf(problem: Problem, scene: Scene): Words {
  const rank = scene.window.length;
  const operation = `${rank}-D ${problem.transposed ? "transposed convolution" : "convolution"}`;
  const title = `${scene.gradient ? "Gradient of a " : ""}${operation}, ${sizes(problem.input)} to ${sizes(problem.output)}`;
  const how = scene.kept
    ? "The kernel takes every position, as with stride 1; the outputs between those of the stride are dropped."
    : scene.scatter
      ? "Each input paints the kernel times its value; overlaps add."
      : scene.stretched
        ? "Drawn as a direct convolution over the input with zeros inserted, with the kernel rotated by 180°."
        : scene.gradient
          ? "Each input’s gradient is the sum of weights times the gradients of the outputs that read it."
          : "The kernel slides over the padded input; each position gives one output.";
  const caption = captionOf(scene, problem);
  const sentences = caption.map((pieces) => `${pieces.join("").trim()}.`);
  const sum = (step: Step) => arithmetic(step, scene);
  return {
    figure: "convDiagram",
    title,
    desc: (t) => [`${title}.`, how, ...sentences, stepWords(scene.steps, t, sum)].join(" "),
    headings: headingsOf(scene, problem),
    caption,
    slider: "kernel",
    arithmetic: sum,
  };
}
