import type { Random } from "@convkit/tensor";
import { addEntry, columnOf } from "./column.js";
import { type Comparison, Tally } from "./comparison.js";
import { indexOf } from "./indices.js";
import { unit } from "./jacobian.js";
import { judge } from "./judge.js";
import { lineThrough } from "./line.js";
import { type Derivative, derivatives } from "./numeric.js";
import type { Pullback } from "./pullback.js";
import type { Entry } from "./report.js";
import { positionOfLargest, positionsWhere, type Range } from "./search.js";
import { scalesOf } from "./step.js";
import type { Subject } from "./subject.js";

export const projections = 4;
/** Kinks are looked for one by one, up to this many; with more, the inputs should be moved. */
export const maxKinks = 8;

/**
 * Compares ⟨Jᵀu, v⟩ with ⟨u, J·v⟩ for random cotangents u and directions v, for each input by itself. A
 * wrong gradient passes only if its error is orthogonal to v, which has probability 0. Halving the range of
 * elements that v moves then leads to one that is wrong.
 */
export function compareProjections(
  subject: Subject,
  { pullback }: Pullback,
  rtol: number,
  random: Random,
): Comparison[] {
  return subject.wrt.map((input, position) =>
    compareInput({ subject, input, rtol }, (dy) => pullback(dy)[position], random),
  );
}

type Setting = { readonly subject: Subject; readonly input: number; readonly rtol: number };

function compareInput(
  setting: Setting,
  gradientOf: (dy: Float64Array) => Float64Array,
  random: Random,
): Comparison {
  const { subject, input, rtol } = setting;
  const { data, size } = subject.inputs[input];
  const scales = scalesOf(data);
  const randomDirection = (): Float64Array => scales.map((scale) => scale * random.normal());
  const whole: Range = [0, size];
  const tally = new Tally(rtol);
  if (size === 0) return tally.result();

  const kinks = kinksOf(setting, randomDirection());
  if (kinks.length > maxKinks) return { ...tally.result(), verdict: "not checked" };
  for (const element of kinks) {
    columnOf(subject, input, element, scales[element]).forEach((numeric, output) => {
      if (!numeric.kink) return;
      const gradient = gradientOf(unit(subject.value.length, output))[element];
      addEntry(tally, setting, [output, element], gradient, numeric);
    });
  }

  for (let round = 0; round < projections; round++) {
    const dy = normalRow(subject.value.length, random);
    const gradient = gradientOf(dy);
    const direction = randomDirection();
    for (const element of kinks) direction[element] = 0;
    const project = (range: Range): Projection =>
      compareAlong(setting, dy, gradient, within(range, direction));
    const found = project(whole);
    if (found.verdict !== "wrong") {
      tally.add(found.verdict, found);
      continue;
    }
    const element = positionOfLargest(whole, (range) => {
      const { gradient, numeric } = project(range);
      const difference = Math.abs(gradient - numeric);
      return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    });
    const alone = within([element, element + 1], new Float64Array(size).fill(1));
    const index = indexOf(element, subject.inputs[input].shape);
    tally.add("wrong", { ...compareAlong(setting, dy, gradient, alone, scales[element]), index });
    break;
  }
  return tally.result();
}

/** Elements at which some output has a kink. */
function kinksOf({ subject, input }: Setting, direction: Float64Array): number[] {
  const kinked = (range: Range): boolean =>
    derivatives(lineThrough(subject, input, within(range, direction)), subject, 1).some(({ kink }) => kink);
  return positionsWhere([0, direction.length], kinked, maxKinks + 1);
}

type Projection = Entry & { readonly verdict: "right" | "wrong" | "undecided" };

/** ⟨gradient, direction⟩ beside the numerical derivative of ⟨dy, f⟩ along the direction. */
function compareAlong(
  { subject, input, rtol }: Setting,
  dy: Float64Array,
  gradient: Float64Array,
  direction: Float64Array,
  scale = 1,
): Projection {
  const line = lineThrough(subject, input, direction);
  const numeric = combine(derivatives(line, subject, scale), dy);
  let product = 0;
  for (let i = 0; i < direction.length; i++) if (direction[i] !== 0) product += gradient[i] * direction[i];
  const { verdict, relError } = judge(product, numeric, rtol);
  return {
    verdict: verdict === "at a kink" ? "undecided" : verdict,
    gradient: product,
    numeric: numeric.value,
    numericError: numeric.error,
    relError,
  };
}

/** The derivative of ⟨dy, f⟩ from those of all outputs, whose errors are taken to be independent. */
function combine(all: readonly Derivative[], dy: Float64Array): Derivative {
  const sum = (pick: (one: Derivative) => number): number =>
    all.reduce((total, one, i) => total + dy[i] * pick(one), 0);
  const root = (pick: (one: Derivative) => number): number =>
    Math.sqrt(all.reduce((total, one, i) => total + (dy[i] * pick(one)) ** 2, 0));
  return {
    value: sum(({ value }) => value),
    left: sum(({ left }) => left),
    right: sum(({ right }) => right),
    error: root(({ error }) => error),
    rounding: root(({ rounding }) => rounding),
    kink: all.some(({ kink }) => kink),
  };
}

function within([begin, end]: Range, direction: Float64Array): Float64Array {
  return direction.map((v, i) => (i >= begin && i < end ? v : 0));
}

export function normalRow(size: number, random: Random): Float64Array {
  return Float64Array.from({ length: size }, () => random.normal());
}
