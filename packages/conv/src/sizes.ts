import { type Axis, checkOptions, OptionError, ShapeError } from "@convkit/tensor";
import { axisName, type Padding, type PerAxis, paddingPairs, perAxis } from "./options.js";

/** A sliding window's settings, in elements; numbers hold for every axis. */
export interface WindowOptions {
  /** Extent of the kernel. */
  kernel: PerAxis;
  /** Step between windows. Default 1. */
  stride?: PerAxis;
  /** Zeros around the input. Default 0. */
  padding?: Padding;
  /** Distance between the kernel's taps. Default 1. */
  dilation?: PerAxis;
  /** Let the last window hang over the end, as long as it starts inside. Default false. */
  ceilMode?: boolean;
}

export interface TransposedWindowOptions extends Omit<WindowOptions, "ceilMode"> {
  /** Rows added to the output's end (the α of the arithmetic guide). Default 0. */
  outputPadding?: PerAxis;
  /** The wanted output size, instead of `outputPadding`. */
  outputSize?: PerAxis;
}

/**
 * Extent of a dilated kernel: k̂ = k + (k − 1)(d − 1) = d(k − 1) + 1
 * (Dumoulin & Visin 2016, §5.1).
 * @throws OptionError unless both are whole numbers ≥ 1
 * @example effectiveKernel(3, 2) // 5
 */
export function effectiveKernel(kernel: number, dilation: number): number {
  const [k] = perAxis("effectiveKernel", "kernel", kernel, 1, 1);
  const [d] = perAxis("effectiveKernel", "dilation", dilation, 1, 1);
  return d * (k - 1) + 1;
}

/**
 * Output size of a convolution or pooling: o = ⌊(i + p_begin + p_end − k̂) / s⌋ + 1
 * (Dumoulin & Visin 2016, relationships 6 and 15); ⌈ ⌉ with `ceilMode`.
 *
 * @param input size of one axis, or of each axis
 * @returns as many sizes as were given
 * @throws ShapeError when the window does not fit; OptionError naming an option that is out of range
 * @example outputSize(227, { kernel: 11, stride: 4 }) // 55
 */
export function outputSize(input: number, options: WindowOptions): number;
export function outputSize(input: readonly number[], options: WindowOptions): number[];
export function outputSize(input: PerAxis, options: WindowOptions): number | number[] {
  checkOptions("outputSize", options, ["kernel", "stride", "padding", "dilation", "ceilMode"]);
  const sizes = windowAxes("outputSize", sizesOf("outputSize", input), options).map(({ output }) => output);
  return typeof input === "number" ? sizes[0] : sizes;
}

/**
 * Output size of a transposed convolution: o′ = s(i′ − 1) + k̂ − p_begin − p_end + α
 * (Dumoulin & Visin 2016, relationship 14, with dilation), α being `outputPadding`.
 *
 * @throws OptionError when outputPadding ≥ max(stride, dilation); ShapeError when nothing is left
 * @example transposedOutputSize(3, { kernel: 3, stride: 2, padding: 1, outputPadding: 1 }) // 6
 */
export function transposedOutputSize(input: number, options: TransposedWindowOptions): number;
export function transposedOutputSize(input: readonly number[], options: TransposedWindowOptions): number[];
export function transposedOutputSize(input: PerAxis, options: TransposedWindowOptions): number | number[] {
  checkOptions("transposedOutputSize", options, [
    "kernel",
    "stride",
    "padding",
    "dilation",
    "outputPadding",
    "outputSize",
  ]);
  const given = sizesOf("transposedOutputSize", input);
  const sizes = transposedAxes("transposedOutputSize", given, options).map((axis) => axis.input);
  return typeof input === "number" ? sizes[0] : sizes;
}

function sizesOf(operation: string, input: PerAxis): number[] {
  return perAxis(operation, "input", input, Array.isArray(input) ? input.length : 1, 1);
}

/** The axes of a window sliding over `input`, every option resolved and every output size proposed. */
export function windowAxes(operation: string, input: readonly number[], options: WindowOptions): Axis[] {
  const rank = input.length;
  const kernel = perAxis(operation, "kernel", options.kernel, rank, 1);
  const stride = perAxis(operation, "stride", options.stride, rank, 1, 1);
  const dilation = perAxis(operation, "dilation", options.dilation, rank, 1, 1);
  const pairs = paddingPairs(operation, options.padding, rank);
  const { ceilMode = false } = options;
  if (typeof ceilMode !== "boolean") {
    throw new OptionError({
      operation,
      argument: "ceilMode",
      value: ceilMode,
      expected: "must be true or false",
    });
  }
  return input.map((size, axis) => {
    const setting = { input: size, kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis] };
    const padding = typeof pairs === "string" ? samePadding(setting, pairs) : pairs[axis];
    return proposeOutput(operation, axisName(rank, axis), { ...setting, padding }, ceilMode);
  });
}

/** Extent of an axis's kernel, dilation included. */
export function extentOf({ kernel, dilation }: Pick<Axis, "kernel" | "dilation">): number {
  return dilation * (kernel - 1) + 1;
}

/**
 * The least padding that makes ⌈input / stride⌉ outputs. None where the stride exceeds the window: a
 * negative total would crop.
 */
function samePadding(
  { input, kernel, stride, dilation }: Omit<Axis, "output" | "padding">,
  mode: "same" | "same-lower",
): [number, number] {
  const output = Math.ceil(input / stride);
  const total = Math.max(0, (output - 1) * stride + extentOf({ kernel, dilation }) - input);
  const less = Math.floor(total / 2);
  return mode === "same" ? [less, total - less] : [total - less, less];
}

function proposeOutput(operation: string, name: string, axis: Omit<Axis, "output">, ceilMode: boolean): Axis {
  const { input, kernel, stride, dilation, padding } = axis;
  const extent = extentOf(axis);
  const padded = input + padding[0] + padding[1];
  const steps = (padded - extent) / stride;
  const proposed = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  // A window that would start in the end padding is dropped.
  const output = ceilMode && (proposed - 1) * stride >= input + padding[0] ? proposed - 1 : proposed;
  if (output >= 1) return { ...axis, output };
  throw new ShapeError({
    operation,
    argument: `window ${extent} (kernel ${kernel}, dilation ${dilation})`,
    found: `exceeds padded ${name} ${padded} (${input} + ${padding[0]} + ${padding[1]})`,
    value: extent,
    expected: "must fit inside it",
    fix: `pad ${extent - padded} more${dilation > 1 ? " or lower dilation" : " or use a smaller kernel"}`,
  });
}

/**
 * The axes of a transposed convolution, described as those of the convolution it is the adjoint of:
 * `output` is the size given here (i′), `input` the size that results (o′).
 */
export function transposedAxes(
  operation: string,
  given: readonly number[],
  options: TransposedWindowOptions,
): Axis[] {
  const rank = given.length;
  const kernel = perAxis(operation, "kernel", options.kernel, rank, 1);
  const stride = perAxis(operation, "stride", options.stride, rank, 1, 1);
  const dilation = perAxis(operation, "dilation", options.dilation, rank, 1, 1);
  const pairs = paddingPairs(operation, options.padding, rank);
  const extra = perAxis(operation, "outputPadding", options.outputPadding, rank, 0, 0);
  const wanted =
    options.outputSize === undefined
      ? undefined
      : perAxis(operation, "outputSize", options.outputSize, rank, 1);
  if ((wanted || typeof pairs === "string") && options.outputPadding !== undefined) {
    throw new OptionError({
      operation,
      argument: "outputPadding",
      value: options.outputPadding,
      expected: `the output size is fixed already by ${wanted ? "outputSize" : `padding ${JSON.stringify(pairs)}`}`,
      fix: "leave outputPadding out",
    });
  }
  return given.map((output, axis) => {
    const setting = { kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis] };
    if (typeof pairs === "string") {
      // The adjoint of a "same" convolution from output · stride.
      const input = output * setting.stride;
      return { ...setting, input, output, padding: samePadding({ ...setting, input }, pairs) };
    }
    const base = setting.stride * (output - 1) + extentOf(setting) - pairs[axis][0] - pairs[axis][1];
    const alpha = wanted ? wanted[axis] - base : extra[axis];
    const name = axisName(rank, axis);
    checkOutputPadding(operation, name, { ...setting, base, alpha, wanted: wanted?.[axis] });
    return { ...setting, input: base + alpha, output, padding: pairs[axis] };
  });
}

function checkOutputPadding(
  operation: string,
  name: string,
  at: { stride: number; dilation: number; base: number; alpha: number; wanted?: number },
): void {
  const { stride, dilation, base, alpha, wanted } = at;
  const limit = Math.max(stride, dilation);
  if (alpha < 0 || alpha >= limit) {
    throw new OptionError({
      operation,
      argument: wanted === undefined ? "outputPadding" : "outputSize",
      value: wanted ?? alpha,
      expected:
        wanted === undefined
          ? `must be less than the larger of stride ${stride} and dilation ${dilation}`
          : `the ${name} can be ${base} to ${base + limit - 1} with stride ${stride} and dilation ${dilation}`,
    });
  }
  if (base + alpha < 1) {
    throw new ShapeError({
      operation,
      argument: `output ${name}`,
      value: base + alpha,
      expected: "must be at least 1",
      fix: "pad less: padding crops the output of a transposed convolution",
    });
  }
}
