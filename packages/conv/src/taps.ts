import { type Axis, allocate, sizeOf, type Window } from "@convkit/tensor";

/**
 * Every multiplication of one sliding window over one channel: the flat spatial positions of output,
 * input and kernel that meet. Output-major, then in the kernel's order; taps that fall into padding
 * are absent.
 */
export interface Taps {
  readonly output: Int32Array;
  readonly input: Int32Array;
  readonly kernel: Int32Array;
}

/** Where tap `tap` of window `output` reads, or −1 in the padding. The one rule of the arithmetic. */
export function inputIndex(axis: Axis, output: number, tap: number): number {
  const index = output * axis.stride + tap * axis.dilation - axis.padding[0];
  return index >= 0 && index < axis.input ? index : -1;
}

/**
 * Lists every (output, input, kernel) triple of a window. The convolution, both of its gradients, im2col,
 * the sparse matrix and the diagrams all read this list.
 *
 * @throws LimitError when there are more triples than an array can hold
 * @example taps({ axes: [{ input: 3, output: 2, kernel: 2, stride: 1, dilation: 1, padding: [0, 0] }] }).input.length // 4
 */
export function taps({ axes }: Window): Taps {
  const count = axes.reduce((product, axis) => product * validTaps(axis), 1);
  const table = (): Int32Array => allocate("taps", "int32", count) as Int32Array;
  const list = { output: table(), input: table(), kernel: table() };
  const position = axes.map(() => 0);
  let next = 0;
  const eachTap = (depth: number, output: number, input: number, kernel: number): void => {
    if (depth === axes.length) {
      list.output[next] = output;
      list.input[next] = input;
      list.kernel[next++] = kernel;
      return;
    }
    const axis = axes[depth];
    for (let tap = 0; tap < axis.kernel; tap++) {
      const index = inputIndex(axis, position[depth], tap);
      if (index >= 0) eachTap(depth + 1, output, input * axis.input + index, kernel * axis.kernel + tap);
    }
  };
  const eachOutput = (depth: number, output: number): void => {
    if (depth === axes.length) eachTap(0, output, 0, 0);
    else
      for (let index = 0; index < axes[depth].output; index++) {
        position[depth] = index;
        eachOutput(depth + 1, output * axes[depth].output + index);
      }
  };
  eachOutput(0, 0);
  return list;
}

/** How many (output, tap) pairs of an axis read the input and not the padding: counted tap by tap. */
function validTaps({ input, output, kernel, stride, dilation, padding }: Axis): number {
  let count = 0;
  for (let tap = 0; tap < kernel; tap++) {
    const offset = tap * dilation - padding[0];
    const first = Math.max(0, Math.ceil(-offset / stride));
    const last = Math.min(output - 1, Math.floor((input - 1 - offset) / stride));
    count += Math.max(0, last - first + 1);
  }
  return count;
}

/** Sizes of the spatial positions of a window, in elements of one channel. */
export function spatialSizes({ axes }: Window): { input: number; output: number; kernel: number } {
  return {
    input: sizeOf(axes.map(({ input }) => input)),
    output: sizeOf(axes.map(({ output }) => output)),
    kernel: sizeOf(axes.map(({ kernel }) => kernel)),
  };
}
