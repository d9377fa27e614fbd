import {
  bytesOf,
  checkOptions,
  defineOp,
  type HasOperation,
  ShapeError,
  type Spec,
  sizeOf,
  type Tensor,
  type Window,
  withOperation,
} from "@convkit/tensor";
import { type PerAxis, perAxis } from "../options.js";
import { type WindowOptions, windowAxes } from "../sizes.js";
import { spatialSizesOf } from "../spatialSizesOf.js";
import { spatialSizes, taps } from "../taps.js";
import { accumulate } from "./bilinear.js";

interface ColumnGeometry {
  readonly batch: number;
  readonly channels: number;
  readonly window: Window;
}

export interface Col2imOptions extends WindowOptions {
  /** Spatial size of the image to return. */
  inputSize: PerAxis;
}

const windowOptions = ["kernel", "stride", "padding", "dilation", "ceilMode"];

/** Calls `visit(image, column)` with the element offsets of every copy that im2col makes. */
function eachCopy(
  { batch, channels, window }: ColumnGeometry,
  visit: (image: number, column: number) => void,
): void {
  const { output, input, kernel } = taps(window);
  const size = spatialSizes(window);
  for (let map = 0; map < batch * channels; map++) {
    const image = map * size.input;
    const columns = map * size.kernel * size.output;
    for (let i = 0; i < output.length; i++)
      visit(image + input[i], columns + kernel[i] * size.output + output[i]);
  }
}

const imageShape = ({ batch, channels, window }: ColumnGeometry): number[] => [
  batch,
  channels,
  ...window.axes.map(({ input }) => input),
];

const columnShape = ({ batch, channels, window }: ColumnGeometry): number[] => {
  const { kernel, output } = spatialSizes(window);
  return [batch, channels * kernel, output];
};

const copies = (other: number, inputs: readonly Spec[], outputs: readonly Spec[]) => ({
  macs: 0,
  other,
  bytes: bytesOf([...inputs, ...outputs]),
});

// Linear, and each the adjoint of the other: one copies, the other adds up what was copied.
const gather = defineOp<WindowOptions, ColumnGeometry>({
  name: "im2col",
  inputs: [{ name: "x" }],
  params(options, [x]) {
    checkOptions("im2col", options, windowOptions);
    const [batch, channels] = x.shape;
    const input = spatialSizesOf("im2col", x.shape, { empty: true });
    return { batch, channels, window: { axes: windowAxes("im2col", input, options) } };
  },
  outputs: (g, [x]) => [{ shape: columnShape(g), dtype: x.dtype }],
  window: (g) => g.window,
  forward: (g, [x], [columns]) =>
    eachCopy(g, (i, c) => {
      columns[c] = x[i];
    }),
  vjp: (g, { dy: [dy] }): Tensor[] => scatter.at(g, [dy]),
  cost: (_, inputs, outputs) => copies(0, inputs, outputs),
});

const scatter = defineOp<Col2imOptions, ColumnGeometry>({
  name: "col2im",
  inputs: [{ name: "columns" }],
  params({ inputSize, ...options }, [columns]) {
    checkOptions("col2im", options, windowOptions);
    if (columns.shape.length !== 3) refuse(columns, "must be [N, C·kernel, positions]");
    const rank = [inputSize, options.kernel].find(Array.isArray)?.length ?? 2;
    const window = {
      axes: windowAxes("col2im", perAxis("col2im", "inputSize", inputSize, rank, 1), options),
    };
    const [batch, rows, positions] = columns.shape;
    const { kernel, output } = spatialSizes(window);
    if (rows % kernel !== 0 || positions !== output) {
      refuse(columns, `must be [N, C·${kernel}, ${output}] for these settings`);
    }
    return { batch, channels: rows / kernel, window };
  },
  outputs: (g, [columns]) => [{ shape: imageShape(g), dtype: columns.dtype }],
  window: (g) => ({ ...g.window, transposed: true }),
  forward: (g, [columns], [x]) =>
    accumulate(x, (sums) =>
      eachCopy(g, (i, c) => {
        sums[i] += columns[c];
      }),
    ),
  vjp: (g, { dy: [dy] }): Tensor[] => gather.at(g, [dy]),
  cost: (_, inputs, outputs) => copies(sizeOf(inputs[0].shape), inputs, outputs),
});

function refuse({ shape }: Spec, expected: string): never {
  throw new ShapeError({
    operation: "col2im",
    argument: "columns",
    found: `has shape [${shape.join(", ")}]`,
    value: shape,
    expected,
  });
}

/**
 * Lays every window out as a column, so that a convolution becomes one matrix product.
 * Row c·kH·kW + i·kW + j holds channel c under kernel element (i, j).
 * @param x [N, C, …spatial], 1 to 3 spatial axes
 * @returns [N, C·kernel, positions], zeros where a window lies over padding
 * @throws OptionError, ShapeError when the window does not fit
 * @example im2col(tensor([[[1, 2, 3]]]), { kernel: 2 }).toArray() // [[[1, 2], [2, 3]]]
 */
export const im2col: ((x: Tensor, options: WindowOptions) => Tensor) & HasOperation<WindowOptions> =
  withOperation(gather, (x: Tensor, options: WindowOptions) => gather([x], options)[0]);

/**
 * The adjoint of `im2col`, and not its inverse: values that im2col copied from one place are added up
 * there.
 * @param columns [N, C·kernel, positions]
 * @returns [N, C, …inputSize]
 * @throws ShapeError when the columns do not belong to these settings
 * @example col2im(tensor([[[1, 2], [2, 3]]]), { inputSize: [3], kernel: [2] }).toArray() // [[[1, 4, 3]]]
 */
export const col2im: ((columns: Tensor, options: Col2imOptions) => Tensor) & HasOperation<Col2imOptions> =
  withOperation(scatter, (columns: Tensor, options: Col2imOptions) => scatter([columns], options)[0]);
