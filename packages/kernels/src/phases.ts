/** One spatial axis of a sliding window, in elements. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: readonly [begin: number, end: number];
}

/** One phase of a stride along an axis: the inputs that the same taps reach. */
export interface Phase {
  /** Taps `tap`, `tap + tapStep`, … reach the phase's first input from outputs `from`, `from - fromStep`, … */
  readonly taps: number;
  readonly tap: number;
  readonly tapStep: number;
  readonly from: number;
  readonly fromStep: number;
  /** The phase's inputs: `first`, `first + stride`, … */
  readonly inputs: number;
  readonly first: number;
}

/**
 * Tap t carries output o to input i = s·o + d·t − p. Inputs with one (i + p) mod s share their taps and read
 * outputs side by side: an ordinary convolution, and no product with a stuffed zero. Phases that no tap
 * reaches are left out.
 */
export function phasesOf({ input, kernel, stride, dilation, padding }: WindowAxis): Phase[] {
  // Taps of one phase are this far apart, and their outputs that far.
  const tapStep = stride / greatestCommonDivisor(stride, dilation);
  const fromStep = (tapStep * dilation) / stride;
  const phases: Phase[] = [];
  for (let tap = 0; tap < Math.min(tapStep, kernel); tap++) {
    const first = modulo(tap * dilation - padding[0], stride);
    if (first >= input) continue;
    phases.push({
      taps: Math.ceil((kernel - tap) / tapStep),
      tap,
      tapStep,
      from: (first + padding[0] - tap * dilation) / stride,
      fromStep,
      inputs: Math.ceil((input - first) / stride),
      first,
    });
  }
  return phases;
}

export const modulo = (a: number, b: number): number => ((a % b) + b) % b;
export const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** How far phases read around the outputs: those before the first, and all together. */
export function reachOf(phases: readonly (readonly Phase[])[]): { begin: number[]; shape: number[] } {
  const begin = phases.map((axis) =>
    Math.max(0, ...axis.map(({ from, fromStep, taps }) => (taps - 1) * fromStep - from)),
  );
  const end = phases.map((axis) => Math.max(1, ...axis.map(({ from, inputs }) => from + inputs)));
  return { begin, shape: begin.map((before, axis) => before + end[axis]) };
}

/** One item of each list, in every way. */
export function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap((head) => list.map((item) => [...head, item])), [[]]);
}
