/** `count` offsets from `first` (0 if absent) on, `step` apart. */
export interface Stretch {
  readonly count: number;
  readonly step: number;
  readonly first?: number;
}

/**
 * A row-major walk through memory: offsets that are sums of one offset from each stretch, the last running
 * fastest. Its size and habits are known without the list, so costs can be told for shapes of any size.
 */
export class Walk {
  readonly count: number;
  /** Offsets that follow one another by 1 before the first jump. */
  readonly run: number;
  /** How many offsets the fastest axis makes, and how far apart. */
  readonly row: number;
  readonly step: number;
  /** Share of offsets that lie on another page of memory than the one before. */
  readonly far: number;
  readonly #stretches: readonly Stretch[];
  #list?: Int32Array;

  constructor(stretches: readonly Stretch[]) {
    this.#stretches = stretches;
    this.count = stretches.reduce((product, { count }) => product * count, 1);
    let run = 1;
    for (const { count, step } of [...stretches].reverse()) {
      if (count > 1 && step !== run) break;
      run *= count;
    }
    this.run = run;
    const fastest = [...stretches].reverse().find(({ count }) => count > 1);
    this.row = fastest?.count ?? 1;
    this.step = fastest?.step ?? 1;
    let [outer, far] = [1, 0];
    for (const { count, step } of stretches) {
      if (Math.abs(step) >= pageFloats) far += outer * (count - 1);
      outer *= count;
    }
    this.far = far / Math.max(1, this.count);
  }

  /** The offsets, made when first asked for. */
  list(): Int32Array {
    this.#list ??= this.#stretches.reduce<Int32Array>((sums, { count, step, first = 0 }) => {
      const next = new Int32Array(sums.length * count);
      for (let i = 0; i < sums.length; i++)
        for (let j = 0; j < count; j++) next[i * count + j] = sums[i] + first + j * step;
      return next;
    }, Int32Array.of(0));
    return this.#list;
  }
}

const pageFloats = 1024;

/** Offsets of a row-major walk over `counts` with a step per axis. */
export function offsets(counts: readonly number[], steps: readonly number[]): Int32Array {
  return new Walk(counts.map((count, axis) => ({ count, step: steps[axis] }))).list();
}

/** Steps of a row-major array of these sizes. */
export const stepsOf = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
