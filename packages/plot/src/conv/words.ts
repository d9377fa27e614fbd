import { directEquivalent } from "@convkit/conv";
import type { Axis } from "@convkit/tensor";
import type { Side } from "./grid.js";
import { shown } from "./numbers.js";
import type { Scene } from "./scene.js";
import type { Problem } from "./setting.js";
import type { Step } from "./steps.js";

/** What stands over (in 1-D, beside) the maps of a side. */
export interface Heading {
  title: string;
  detail: string;
}

/** What a figure says, and with it all that tells one kind of figure from another. */
export interface Words {
  /** The function that draws it. */
  figure: string;
  title: string;
  /** In words: what is drawn, its sizes, and what comes out, in step `t` where one is shown. */
  desc(t?: number): string;
  headings: Record<Side, Heading>;
  /** Paragraphs, each a list of unbroken pieces. */
  caption: string[][];
  /** What slides: the kernel, the window. */
  slider: string;
  /** A step's arithmetic, as pieces that stay whole. */
  arithmetic(step: Step): string[];
}

/** The end of a description: how many steps there are, or what the one shown does. */
export function stepWords(steps: readonly Step[], t: number | undefined, sum: Words["arithmetic"]): string {
  if (t === undefined) return `${steps.length} steps.`;
  return `Step ${t + 1} of ${steps.length}: ${sum(steps[t]).join("")}.`;
}

/** One size where all axes agree, else one per axis. */
export function sizes(values: readonly number[]): string {
  return values.every((value) => value === values[0]) ? String(values[0]) : values.join(" × ");
}

function pads(pairs: readonly (readonly [number, number])[]): string {
  const words = pairs.map(([begin, end]) => {
    const [first, last] = [shown(begin), shown(end)];
    return first === last ? first : `(${first}, ${last})`;
  });
  return words.every((word) => word === words[0]) ? words[0] : words.join(" × ");
}

export function headingsOf(scene: Scene, problem: Problem): Record<Side, Heading> {
  const prime = problem.transposed ? "′" : "";
  const input = sizes(problem.input);
  const output = sizes(problem.output);
  const padded = sizes(scene[scene.slid][0].shape);
  if (scene.gradient)
    return {
      input: { title: "input’s gradient", detail: `∂*L*/∂*x*, *i*${prime} = ${input}` },
      output: { title: "output’s gradient", detail: `∂*L*/∂*y*, *o*${prime} = ${output}` },
    };
  const tilde = scene.stretched
    ? sizes(directEquivalent(problem.geometry).map(({ stretched }) => stretched))
    : input;
  const stretch = tilde === input ? "" : `, *ĩ*′ = ${tilde}`;
  const around = (bare: string, word: string) => (padded === bare ? "" : `, ${word} ${padded}`);
  return {
    input: {
      title: "input",
      detail: `*i*${prime} = ${input}${stretch}${scene.slid === "input" ? around(tilde, "padded") : ""}`,
    },
    output: {
      title: "output",
      detail: `*o*${prime} = ${output}${scene.kept ? `, kept of ${sizes(scene.output[0].shape)}` : ""}${scene.slid === "output" ? around(output, "cropped from") : ""}`,
    },
  };
}

/** The caption: first the convolution, then what is drawn, with its formula and numbers. Lists of unbroken pieces. */
export function captionOf(scene: Scene, problem: Problem): string[][] {
  const { axes } = problem.geometry.window;
  const [input, ...letters] = windowLetters(axes);
  const convolution = [`${problem.transposed ? "convolution: " : ""}${input}`, ...letters];
  const channels = channelWords(problem);
  if (scene.gradient) {
    return [convolution, ["∂*L*/∂*x* = Σ *w* · ∂*L*/∂*y*, ", "over the outputs that read *x*"], ...channels];
  }
  const kept = scene.kept ? [keptWords(scene.kept)] : [];
  if (!problem.transposed) return [convolution, ...formulas(axes, directFormula), ...kept, ...channels];
  return [convolution, transposedLetters(scene, problem), ...formulas(axes, transposedFormula), ...channels];
}

function keptWords(strides: readonly number[]): string[] {
  return ["computed as with *s* = 1; ", `kept: one of ${sizes(strides)} along each axis`];
}

/** i, k, s, p and d → o of a window. */
export function windowLetters(axes: readonly Axis[]): string[] {
  return [
    `*i* = ${sizes(axes.map((axis) => axis.input))}, `,
    `*k* = ${sizes(axes.map((axis) => axis.kernel))}, `,
    `*s* = ${sizes(axes.map((axis) => axis.stride))}, `,
    `*p* = ${pads(axes.map((axis) => axis.padding))}, `,
    `*d* = ${sizes(axes.map((axis) => axis.dilation))} `,
    `→ *o* = ${sizes(axes.map((axis) => axis.output))}`,
  ];
}

function channelWords({ inChannels, outChannels, groups }: Problem): string[][] {
  if (inChannels === 1 && outChannels === 1) return [];
  return [[`channels ${inChannels} → ${outChannels} `, ...(groups > 1 ? [`in ${groups} groups`] : [])]];
}

function transposedLetters(scene: Scene, problem: Problem): string[] {
  const direct = directEquivalent(problem.geometry);
  const alpha = direct.map((axis) => axis.alpha);
  const own = direct.map(({ padding: [begin, end] }, i): [number, number] => [begin, end - alpha[i]]);
  const dilated = direct.some((axis) => axis.dilation > 1);
  return [
    `transposed: *i*′ = ${sizes(problem.input)}, `,
    ...(scene.stretched
      ? [
          `*ĩ*′ = ${sizes(direct.map((axis) => axis.stretched))}, `,
          `*k*′ = ${sizes(problem.kernel)}, `,
          "*s*′ = 1, ",
          `*p*′ = ${pads(own)}, `,
          ...(dilated ? [`*d*′ = ${sizes(direct.map((axis) => axis.dilation))}, `] : []),
        ]
      : []),
    `*α* = ${sizes(alpha)} `,
    `→ *o*′ = ${sizes(problem.output)}`,
  ];
}

/** One formula for each axis that has numbers of its own. */
export function formulas(axes: readonly Axis[], write: (axis: Axis, index: string) => string[]): string[][] {
  const names = axes.length === 2 ? ["H", "W"] : ["D", "H", "W"];
  const numbers = axes.map((axis) => JSON.stringify(axis));
  if (numbers.every((text) => text === numbers[0])) return [write(axes[0], "")];
  return axes.map((axis, i) => write(axis, `_{${names[i]}}`));
}

/** Dumoulin & Visin 2016, relationship 15. */
export function directFormula(axis: Axis, index: string): string[] {
  const { input, output, kernel, stride, dilation, padding } = axis;
  const [begin, end] = padding;
  const [p, numbers] =
    begin === end ? ["2*p*", `2·${begin}`] : ["*p*_{begin} + *p*_{end}", `${begin} + ${end}`];
  return [
    `*o*${index} = ⌊{*i* + ${p} − *d*(*k* − 1) − 1}/{*s*}⌋ + 1 `,
    `= ⌊{${input} + ${numbers} − ${dilation}·${kernel - 1} − 1}/{${stride}}⌋ + 1 `,
    `= ${output}`,
  ];
}

/** Dumoulin & Visin 2016, relationship 14, with dilation. */
function transposedFormula(axis: Axis, index: string): string[] {
  const { input, output, kernel, stride, dilation, padding } = axis;
  const [begin, end] = padding;
  const extent = dilation * (kernel - 1) + 1;
  const [p, numbers] =
    begin === end ? ["2*p*", `2·${begin}`] : ["*p*_{begin} − *p*_{end}", `${begin} − ${end}`];
  const alpha = input - (stride * (output - 1) + extent - begin - end);
  return [
    `*o*′${index} = *s*(*i*′ − 1) + *d*(*k* − 1) + 1 − ${p} + *α* `,
    `= ${stride}·${output - 1} + ${dilation}·${kernel - 1} + 1 − ${numbers} + ${alpha} `,
    `= ${input}`,
  ];
}
