import { taps } from "@convkit/conv";
import { sizeOf, type Tensor, tensor } from "@convkit/tensor";
import { type Border, bare, drawnAxis, type Grid } from "../conv/grid.js";
import { gridsOf, markUnread, type Scene } from "../conv/scene.js";
import { wholeNumbers } from "../conv/setting.js";
import type { Mark, Step, Tap } from "../conv/steps.js";
import type { PoolProblem } from "./setting.js";

export type PoolView = "forward" | "gradient";

/** The scene of a pooling: as a convolution's, each channel on its own, and with the parts that gradients take. */
export function poolScene(problem: PoolProblem, view: PoolView): Scene {
  const { axes, channels, kind } = problem;
  const borders = axes.map(({ input, padding }): Border => ({ ...bare(input), padding }));
  const window = axes.map((axis, i) => drawnAxis(axis, borders[i]));
  const gradient = view === "gradient";
  const dy = wholeNumbers(problem.y.shape, 3, 4);
  const values = gradient
    ? { input: problem.inputGradient(dy), output: dy }
    : { input: problem.x, output: problem.y };
  const outputs = axes.map((axis) => bare(axis.output));
  const grids = {
    input: gridsOf("input", channels, 1, borders, values.input),
    output: gridsOf("output", channels, 1, outputs, values.output),
  };
  const list = taps({ axes: window });
  markUnread(grids.input, list);
  if (kind === "max" && !gradient)
    for (const { cells } of grids.input)
      for (const cell of cells) if (cell.kind === "padding") cell.value = Number.NEGATIVE_INFINITY;
  const pairs = Array.from(list.output, (output, i) => ({
    output,
    input: list.input[i],
    kernel: list.kernel[i],
  }));
  return {
    gradient,
    scatter: false,
    stretched: false,
    ...grids,
    slid: "input",
    window,
    stepping: gradient ? "input" : "output",
    written: gradient ? "input" : "output",
    steps: gradient ? backward(problem, grids, pairs) : forward(problem, grids, pairs),
  };
}

interface Pair {
  output: number;
  input: number;
  kernel: number;
}

type Grids = { input: Grid[]; output: Grid[] };

function forward(problem: PoolProblem, { input, output }: Grids, pairs: readonly Pair[]): Step[] {
  const byOutput = grouped(pairs, ({ output }) => output);
  const part = routing(problem);
  return output.flatMap(({ cells }, grid) =>
    cells.map(({ value }, cell) => {
      const under = byOutput.get(cell) ?? [];
      const step: Step = {
        grid,
        cell,
        windows: [{ grid, taps: under.map((pair): Tap => ({ cell: pair.input, kernel: pair.kernel })) }],
        writes: [{ grid, cell, value }],
        terms: [],
      };
      const values = under.filter((pair) => input[grid].cells[pair.input].kind === "value");
      step.terms = values.map((pair) => [input[grid].cells[pair.input].value, part(grid, cell, pair.input)]);
      if (problem.kind === "max")
        step.marks = values.flatMap((pair): Mark[] => {
          if (part(grid, cell, pair.input) > 0) return [{ grid, cell: pair.input, kind: "taken" }];
          return input[grid].cells[pair.input].value === value
            ? [{ grid, cell: pair.input, kind: "tie" }]
            : [];
        });
      return step;
    }),
  );
}

/** About each input: the outputs whose windows hold it, and the part of their gradients that it gets. */
function backward(problem: PoolProblem, { input, output }: Grids, pairs: readonly Pair[]): Step[] {
  const byInput = grouped(pairs, ({ input }) => input);
  const part = routing(problem);
  return input.flatMap(({ cells }, grid) =>
    cells.flatMap(({ kind, value }, cell): Step[] => {
      if (kind !== "value") return [];
      const taps = (byInput.get(cell) ?? []).map((pair): Tap => {
        const weight = part(grid, pair.output, cell);
        return { cell: pair.output, kernel: pair.kernel, weight, text: shareText(weight) };
      });
      taps.sort((a, b) => a.kernel - b.kernel);
      return [
        {
          grid,
          cell,
          windows: [{ grid, taps }],
          writes: [{ grid, cell, value }],
          marks: problem.kind === "max" ? taken(grid, taps) : [],
          terms: taps.map((tap) => [output[grid].cells[tap.cell].value, tap.weight!]),
        },
      ];
    }),
  );
}

/** The outputs whose gradient comes here, or some of it. */
function taken(grid: number, taps: readonly Tap[]): Mark[] {
  return taps.flatMap(({ cell, weight }) => (weight! > 0 ? [{ grid, cell, kind: "taken" }] : []));
}

/** The part of an output's gradient that a drawn input cell gets: the operation's gradient of one output alone. */
function routing(problem: PoolProblem): (channel: number, output: number, cell: number) => number {
  const { channels, axes, y } = problem;
  const perMap = sizeOf(problem.output);
  const known = new Map<number, Grid>();
  const borders = axes.map(({ input, padding }): Border => ({ ...bare(input), padding }));
  return (channel, output, cell) => {
    const flat = channel * perMap + output;
    const map =
      known.get(flat) ??
      gridsOf("input", channels, 1, borders, problem.inputGradient(single(y, flat)))[channel];
    known.set(flat, map);
    return map.cells[cell].value;
  };
}

function single(y: Tensor, at: number): Tensor {
  const one = new Float64Array(y.data.length);
  one[at] = 1;
  return tensor(one, y.shape);
}

/** A part of a gradient: 0, 1, or one over a number where it is that. */
export function shareText(part: number): string | undefined {
  const of = 1 / part;
  if (part === 1 || !Number.isFinite(of) || Math.abs(of - Math.round(of)) > 1e-9 || of <= 1) return undefined;
  return `1/${Math.round(of)}`;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
