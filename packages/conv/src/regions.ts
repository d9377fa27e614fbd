import type { Axis, Window } from "@convkit/tensor";
import type { PoolGeometry } from "./poolGeometry.js";
import { inputIndex } from "./taps.js";

/** The input elements of region i are inputs[starts[i]] to inputs[starts[i + 1] − 1], in ascending order. */
export interface Regions {
  readonly starts: Int32Array;
  readonly inputs: Int32Array;
}

/** The input elements under each output element of one channel, without the padding. */
export function regionsOf(g: PoolGeometry): Regions {
  return g.input
    .map((_, axis) => axisRegions(g, axis))
    .reduce((plane, line, axis) => cross(plane, line, g.input[axis]));
}

/** Every region of `rows` with every region of `line`, in row-major order. */
function cross(rows: Regions, line: Regions, size: number): Regions {
  const [outer, inner] = [rows.starts.length - 1, line.starts.length - 1];
  const starts = new Int32Array(outer * inner + 1);
  const inputs = new Int32Array(rows.inputs.length * line.inputs.length);
  let next = 0;
  for (let r = 0; r < outer; r++)
    for (let l = 0; l < inner; l++) {
      for (let i = rows.starts[r]; i < rows.starts[r + 1]; i++)
        for (let j = line.starts[l]; j < line.starts[l + 1]; j++)
          inputs[next++] = rows.inputs[i] * size + line.inputs[j];
      starts[r * inner + l + 1] = next;
    }
  return { starts, inputs };
}

/** The regions along one axis. */
export function axisRegions({ input, output, window }: PoolGeometry, axis: number): Regions {
  return listed(window ? slidingRegions(window.axes[axis]) : adaptiveRegions(input[axis], output[axis]));
}

/** The input positions under each window, without the padding. */
export function slidingRegions(axis: Axis): number[][] {
  return Array.from({ length: axis.output }, (_, output) =>
    Array.from({ length: axis.kernel }, (_, tap) => inputIndex(axis, output, tap)).filter((at) => at >= 0),
  );
}

function adaptiveRegions(input: number, output: number): number[][] {
  return Array.from({ length: output }, (_, i) => {
    const begin = Math.floor((i * input) / output);
    return Array.from({ length: Math.ceil(((i + 1) * input) / output) - begin }, (_, at) => begin + at);
  });
}

function listed(regions: readonly (readonly number[])[]): Regions {
  const starts = new Int32Array(regions.length + 1);
  regions.forEach((region, index) => {
    starts[index + 1] = starts[index] + region.length;
  });
  return { starts, inputs: Int32Array.from(regions.flat()) };
}

/** Elements under each window, padding included; what hangs over the padded input is not counted. */
export function windowSizes({ axes }: Window): Float64Array {
  const perAxis = axes.map(({ input, output, kernel, stride, dilation, padding }) =>
    Array.from({ length: output }, (_, index) => {
      const room = input + padding[0] + padding[1] - index * stride;
      return Math.min(kernel, Math.ceil(room / dilation));
    }),
  );
  return Float64Array.from(
    perAxis.reduce((plane, line) => plane.flatMap((row) => line.map((count) => row * count))),
  );
}
