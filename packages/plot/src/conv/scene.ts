import { directEquivalent, type Taps, taps } from "@convkit/conv";
import { type Axis, OptionError, sizeOf, type Tensor } from "@convkit/tensor";
import {
  type Border,
  bare,
  cellsOf,
  drawnAxis,
  drawnSize,
  flatIndex,
  type Grid,
  otherSide,
  type Side,
} from "./grid.js";
import { inputGradient, type Problem, wholeNumbers } from "./setting.js";
import { type Step, stepsOf } from "./steps.js";

/**
 * `forward`, and which outputs each input's `gradient` comes from. A transposed convolution goes forward by `gather`,
 * a direct convolution over its stretched input (its `forward`), or by `scatter`: each input paints the kernel. `kept`
 * is a stride as stride 1, of whose outputs every s-th is kept.
 */
export type View = "forward" | "gradient" | "gather" | "scatter" | "kept";

/** Everything that a figure shows, as data. */
export interface Scene {
  /** Numbers are gradients. */
  gradient: boolean;
  scatter: boolean;
  /** The stride along each axis, where outputs between are computed and dropped. */
  kept?: readonly number[];
  /** A transposed convolution as the direct one over its stretched input: the kernel lies rotated by 180°. */
  stretched: boolean;
  input: Grid[];
  output: Grid[];
  /** The side that the window slides over, and the window in its drawn cells. */
  slid: Side;
  window: readonly Axis[];
  /** The side whose cells the steps go through; the kernel lies over the other one. */
  stepping: Side;
  /** The side whose numbers appear as they are reached. */
  written: Side;
  steps: Step[];
}

function checkView({ transposed }: Problem, view: View): void {
  if (transposed || view === "forward" || view === "gradient") return;
  throw new OptionError({
    operation: "convDiagram",
    argument: "view",
    value: view,
    expected: "needs a transposed convolution",
    fix: "set transposed: true",
  });
}

/** How many steps a scene has, without making it. */
export function countSteps(problem: Problem, view: View): number {
  checkView(problem, view);
  const byInput = view === "scatter" || view === "gradient";
  return sizeOf((byInput ? problem.x : problem.y).shape);
}

/** The scene: one function of the problem (geometry and values) and of the way to look at it. */
export function sceneOf(problem: Problem, view: View): Scene {
  checkView(problem, view);
  const { transposed } = problem;
  const scatter = view === "scatter";
  const gradient = view === "gradient";
  const stretched = transposed && !gradient && !scatter;
  const slid = transposed && !stretched ? "output" : "input";
  const { borders, axes } = stretched ? stretchedAxes(problem) : ownAxes(problem, scatter);
  const window = axes.map((axis, i) => drawnAxis(axis, borders[i]));
  const sides = { [slid]: borders, [otherSide(slid)]: window.map((axis) => bare(axis.output)) } as Record<
    Side,
    Border[]
  >;
  const values = valuesOf(problem, gradient);
  const grids = {
    input: gridsOf("input", problem.inChannels, problem.groups, sides.input, values.input),
    output: gridsOf("output", problem.outChannels, problem.groups, sides.output, values.output),
  };
  const list = taps({ axes: window });
  markUnread(grids[slid], list);
  const scene: Scene = {
    gradient,
    scatter,
    stretched,
    ...grids,
    slid,
    window,
    stepping: gradient || scatter ? "input" : "output",
    written: gradient ? "input" : "output",
    steps: [],
  };
  scene.steps = stepsOf(scene, problem, list);
  return scene;
}

/** The transposed convolution as a direct one: zeros between its inputs, p′ around them, α at the end. */
function stretchedAxes({ geometry }: Problem): { borders: Border[]; axes: Axis[] } {
  const direct = directEquivalent(geometry);
  const borders = direct.map(
    ({ stretched, insertedZeros, padding, alpha }): Border => ({
      size: stretched,
      stretch: insertedZeros + 1,
      padding,
      alpha: Math.min(alpha, Math.max(padding[1], 0)),
      outside: "padding",
    }),
  );
  return { borders, axes: direct.map((axis) => ({ ...axis, input: axis.stretched })) };
}

/** The window of the operation itself: over the input, or over the output that a transposed one paints. */
function ownAxes(
  { geometry, transposed }: Problem,
  scatter: boolean,
): { borders: Border[]; axes: readonly Axis[] } {
  const { axes } = geometry.window;
  const alphas = scatter ? directEquivalent(geometry).map(({ alpha }) => alpha) : axes.map(() => 0);
  const borders = axes.map(
    ({ input, padding }, i): Border => ({
      size: input,
      stretch: 1,
      padding,
      alpha: alphas[i],
      outside: transposed ? "cropped" : "padding",
    }),
  );
  return { borders, axes };
}

/** Numbers of both sides; in the gradient view dy (seeded) and dx, by the operation's own gradient. */
function valuesOf(problem: Problem, gradient: boolean): Record<Side, Tensor> {
  if (!gradient) return { input: problem.x, output: problem.y };
  const dy = wholeNumbers(problem.y.shape, 3, 4);
  return { input: inputGradient(problem, dy), output: dy };
}

/** The maps of a side, with what is drawn around them. */
export function gridsOf(
  side: Side,
  channels: number,
  groups: number,
  borders: Border[],
  values: Tensor,
): Grid[] {
  const size = values.shape.slice(2);
  const perMap = size.reduce((a, b) => a * b, 1);
  return Array.from({ length: channels }, (_, channel) => ({
    side,
    channel,
    group: Math.floor((channel * groups) / channels),
    shape: borders.map(drawnSize),
    cells: cellsOf(borders, (at) => values.data[channel * perMap + flatIndex(at, size)]),
  }));
}

/** Marks the cells of the side that windows slide over and none reads. */
export function markUnread(grids: Grid[], list: Taps): void {
  const read = new Set(list.input);
  for (const { cells } of grids)
    cells.forEach((cell, i) => {
      cell.unread = cell.kind !== "cropped" && !read.has(i);
    });
}
