import { shown } from "../conv/numbers.js";
import type { Scene } from "../conv/scene.js";
import type { Step } from "../conv/steps.js";
import {
  directFormula,
  formulas,
  type Heading,
  sizes,
  stepWords,
  type Words,
  windowLetters,
} from "../conv/words.js";
import { shareText } from "./scene.js";
import type { PoolProblem } from "./setting.js";

const mostTerms = 18;
const names = { max: "max pooling", average: "average pooling" };

/** All that a figure of a pooling says. */
export function poolWords(problem: PoolProblem, scene: Scene): Words {
  const { kind, input, output } = problem;
  const title = `${scene.gradient ? "Gradient of " : ""}${input.length}-D ${names[kind]}, ${sizes(input)} to ${sizes(output)}`;
  const caption = captionOf(problem, scene);
  const sentences = caption.map((pieces) => `${pieces.join("").trim()}.`);
  const sum = (step: Step) =>
    scene.gradient ? gradientSum(step) : kind === "max" ? maximum(step) : mean(step);
  return {
    figure: "poolDiagram",
    title,
    desc: (t) => [`${title}.`, ...sentences, stepWords(scene.steps, t, sum)].join(" "),
    headings: headingsOf(problem, scene),
    caption,
    slider: "window",
    arithmetic: sum,
  };
}

function headingsOf({ input, output }: PoolProblem, scene: Scene): Record<"input" | "output", Heading> {
  if (scene.gradient) {
    return {
      input: { title: "input’s gradient", detail: `∂*L*/∂*x*, *i* = ${sizes(input)}` },
      output: { title: "output’s gradient", detail: `∂*L*/∂*y*, *o* = ${sizes(output)}` },
    };
  }
  const padded = sizes(scene.input[0].shape);
  const around = padded === sizes(input) ? "" : `, padded ${padded}`;
  return {
    input: { title: "input", detail: `*i* = ${sizes(input)}${around}` },
    output: { title: "output", detail: `*o* = ${sizes(output)}` },
  };
}

function captionOf(problem: PoolProblem, scene: Scene): string[][] {
  const { axes, channels, ceilMode } = problem;
  const formula = ceilMode
    ? [["rounded up: ", "a last window may hang over the end"]]
    : formulas(axes, directFormula);
  const each = channels > 1 ? [[`${channels} channels, `, "each on its own"]] : [];
  return [windowLetters(axes), ...formula, rule(problem, scene), ...each];
}

/** What happens in a window, or to its gradient, and what padding means to it. */
function rule({ kind, ties, countIncludePad, axes }: PoolProblem, scene: Scene): string[] {
  const padded = axes.some(({ padding }) => padding[0] + padding[1] > 0);
  if (kind === "average") {
    if (scene.gradient) return ["each output’s gradient ", "is shared out over its window"];
    const zeros = countIncludePad ? "zeros of padding count" : "padding does not count";
    return ["the mean of each window", ...(padded ? ["; ", zeros] : [])];
  }
  if (!scene.gradient) return ["the largest of each window", ...(padded ? ["; ", "padding never wins"] : [])];
  const equals = {
    first: "the first maximum of its window",
    shared: "the maxima of its window, shared out evenly",
    all: "every maximum of its window, in full",
  };
  return ["each output’s gradient ", `goes to ${equals[ties]}`];
}

function maximum({ terms, writes }: Step): string[] {
  const result = `= ${shown(writes[0].value)}`;
  if (terms.length > mostTerms) return [`the largest of ${terms.length} `, result];
  const [first, ...rest] = terms.map(([value]) => shown(value));
  const last = rest.length === 0 ? `max(${first}) ` : `max(${first}, `;
  return [last, ...rest.map((text, i) => (i === rest.length - 1 ? `${text}) ` : `${text}, `)), result];
}

function mean({ terms, writes }: Step): string[] {
  const result = `= ${shown(writes[0].value)}`;
  // Every value has the same part, one over what the sum is divided by.
  const divisor = Number((1 / terms[0][1]).toFixed(4));
  if (terms.length > mostTerms) return [`sum of ${terms.length} values, divided by ${divisor} `, result];
  const values = terms.map(([value]) => (value < 0 ? `(${shown(value)})` : shown(value)));
  const [first, ...rest] = values;
  if (rest.length === 0) return [`${first} / ${divisor} `, result];
  return [
    `(${first} + `,
    ...rest.map((text, i) => (i === rest.length - 1 ? `${text}) / ${divisor} ` : `${text} + `)),
    result,
  ];
}

function gradientSum({ terms, writes }: Step): string[] {
  const result = `= ${shown(writes[0].value)}`;
  if (terms.length === 0) return ["in no window ", result];
  if (terms.length > mostTerms) return [`sum of ${terms.length} products `, result];
  return [
    ...terms.map(
      ([value, part], i) =>
        `${shown(value)}·${shareText(part) ?? shown(part)}${i < terms.length - 1 ? " + " : " "}`,
    ),
    result,
  ];
}
