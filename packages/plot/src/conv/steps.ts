import type { Taps } from "@convkit/conv";
import { type Grid, otherSide } from "./grid.js";
import type { Scene } from "./scene.js";
import type { Problem } from "./setting.js";

/** One weight of the kernel lying over one cell. */
export interface Tap {
  cell: number;
  /** Position in the kernel as it is drawn, row-major. */
  kernel: number;
  /** Undefined where the window has no weights. */
  weight?: number;
  /** The weight in other words, such as 1/9. */
  text?: string;
}

/** A cell under the window that is pointed out: one whose value or gradient is taken, or one that only ties. */
export interface Mark {
  grid: number;
  cell: number;
  kind: "taken" | "tie";
}

/** One frame: the cell it is about, the kernel over maps of the other side, the numbers it writes. */
export interface Step {
  grid: number;
  cell: number;
  windows: { grid: number; taps: Tap[] }[];
  writes: { grid: number; cell: number; value: number }[];
  /** What is multiplied, in the kernel's order; zeros of padding and stretching are left out. */
  terms: [value: number, weight: number][];
  marks?: Mark[];
}

/** One step for each cell of the side that steps, channel by channel, in raster order. */
export function stepsOf(scene: Scene, problem: Problem, list: Taps): Step[] {
  const weightOf = weightsOf(problem, scene.stretched);
  const under = tapsByCell(scene, list);
  const others = scene[otherSide(scene.stepping)];
  const painted = others.map(({ cells }) => cells.map(() => 0));

  const stepAt = (from: Grid, grid: number, cell: number): Step => {
    const windows = others.flatMap((to, index) => {
      if (to.group !== from.group) return [];
      const weight = scene.stepping === "input" ? weightOf(from, to) : weightOf(to, from);
      return [
        { grid: index, taps: (under.get(cell) ?? []).map((tap) => ({ ...tap, weight: weight(tap.kernel) })) },
      ];
    });
    const { value } = from.cells[cell];
    const step: Step = { grid, cell, windows, writes: [], terms: [] };
    for (const { grid: index, taps } of windows)
      for (const tap of taps) {
        const on = others[index].cells[tap.cell];
        if (scene.scatter) {
          painted[index][tap.cell] += value * tap.weight!;
          step.writes.push({ grid: index, cell: tap.cell, value: painted[index][tap.cell] });
        } else if (on.kind === "value") step.terms.push([on.value, tap.weight!]);
      }
    if (!scene.scatter) step.writes.push({ grid, cell, value });
    return step;
  };

  const steps = scene[scene.stepping].flatMap((from, grid) =>
    from.cells.flatMap(({ kind }, cell) => (kind === "padding" ? [] : [stepAt(from, grid, cell)])),
  );
  // Cells outside the output hold what is painted there and dropped.
  if (scene.scatter)
    others.forEach(({ cells }, index) => {
      cells.forEach((cell, i) => {
        if (cell.kind === "cropped") cell.value = painted[index][i];
      });
    });
  return steps;
}

/** The taps of every cell of the stepping side, in the kernel's order. */
function tapsByCell({ slid, stepping }: Scene, list: Taps): Map<number, { cell: number; kernel: number }[]> {
  const [from, to] = slid === stepping ? [list.input, list.output] : [list.output, list.input];
  const byCell = new Map<number, { cell: number; kernel: number }[]>();
  list.kernel.forEach((kernel, i) => {
    const found = byCell.get(from[i]);
    if (found) found.push({ cell: to[i], kernel });
    else byCell.set(from[i], [{ cell: to[i], kernel }]);
  });
  for (const found of byCell.values()) found.sort((a, b) => a.kernel - b.kernel);
  return byCell;
}

/** Weights between an input and an output map of one group, by position in the kernel as it is drawn. */
function weightsOf(
  problem: Problem,
  rotated: boolean,
): (input: Grid, output: Grid) => (kernel: number) => number {
  const { groups, transposed, w } = problem;
  const [inputs, outputs] = [problem.inChannels / groups, problem.outChannels / groups];
  const count = problem.kernel.reduce((a, b) => a * b, 1);
  return ({ channel: input }, { channel: output }) => {
    // [Cout, Cin/groups, …], and [Cin, Cout/groups, …] of a transposed convolution
    const row = transposed ? input * outputs + (output % outputs) : output * inputs + (input % inputs);
    return (kernel) => w.data[row * count + (rotated ? count - 1 - kernel : kernel)];
  };
}
