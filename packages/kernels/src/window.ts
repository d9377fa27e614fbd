/** One spatial axis of a sliding window, in elements. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: readonly [begin: number, end: number];
}

/**
 * Where windows lie in a padded copy of the input: the element under tap t of window p is at
 * taps[t] + positions[p], without any test for the border.
 */
export interface Layout {
  /** Spatial sizes of the padded copy: just what the windows reach. */
  readonly shape: readonly number[];
  /** Elements of one channel. */
  readonly size: number;
  readonly taps: Int32Array;
  readonly positions: Int32Array;
  /** The input needs no copy: nothing is padded, and `shape` is the input's own. */
  readonly direct: boolean;
}

export function layoutOf(axes: readonly WindowAxis[]): Layout {
  const direct = axes.every(({ padding }) => padding[0] === 0 && padding[1] === 0);
  const shape = axes.map(({ input, output, kernel, stride, dilation }) =>
    direct ? input : (output - 1) * stride + (kernel - 1) * dilation + 1,
  );
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return {
    shape,
    size: shape.reduce((a, b) => a * b, 1),
    taps: offsets(
      axes.map(({ kernel }) => kernel),
      axes.map(({ dilation }, axis) => dilation * strides[axis]),
    ),
    positions: offsets(
      axes.map(({ output }) => output),
      axes.map(({ stride }, axis) => stride * strides[axis]),
    ),
    direct,
  };
}

/** Offsets of a row-major walk over `counts` with a step per axis. */
export function offsets(counts: readonly number[], steps: readonly number[]): Int32Array {
  let list = Int32Array.of(0);
  counts.forEach((count, axis) => {
    const next = new Int32Array(list.length * count);
    for (let i = 0; i < list.length; i++)
      for (let j = 0; j < count; j++) next[i * count + j] = list[i] + j * steps[axis];
    list = next;
  });
  return list;
}

/** Calls `copy(from, to, length)` for each run of elements that input and padded copy share, in one channel. */
function eachRun(
  axes: readonly WindowAxis[],
  shape: readonly number[],
  copy: (input: number, padded: number, length: number) => void,
): void {
  const visit = (axis: number, input: number, padded: number): void => {
    const begin = axes[axis].padding[0];
    const shared = Math.max(0, Math.min(axes[axis].input, shape[axis] - begin));
    const [i, p] = [input * axes[axis].input, padded * shape[axis] + begin];
    if (axis === axes.length - 1) copy(i, p, shared);
    else for (let at = 0; at < shared; at++) visit(axis + 1, i + at, p + at);
  };
  visit(0, 0, 0);
}

/** The input of `channels` channels from `base` on, with zeros around it. */
export function padded(
  axes: readonly WindowAxis[],
  { shape, size }: Layout,
  input: { data: Float32Array; base: number; channels: number },
): Float32Array {
  const own = axes.reduce((product, axis) => product * axis.input, 1);
  const copy = new Float32Array(size * input.channels);
  for (let channel = 0; channel < input.channels; channel++) {
    const from = input.base + channel * own;
    eachRun(axes, shape, (i, p, length) => {
      copy.set(input.data.subarray(from + i, from + i + length), channel * size + p);
    });
  }
  return copy;
}

/** The way back: writes the inside of a padded array to `output`. */
export function cropInto(
  axes: readonly WindowAxis[],
  { shape, size }: Layout,
  source: Float32Array,
  output: { data: Float32Array; base: number; channels: number },
): void {
  const own = axes.reduce((product, axis) => product * axis.input, 1);
  for (let channel = 0; channel < output.channels; channel++) {
    eachRun(axes, shape, (i, p, length) => {
      const from = channel * size + p;
      output.data.set(source.subarray(from, from + length), output.base + channel * own + i);
    });
  }
}
