import { checkOptions, ShapeError } from "@convkit/tensor";
import { perAxis } from "./options.js";
import { extentOf, type WindowOptions, windowAxes } from "./sizes.js";

// The size rule read backward, for one axis: its results say why, for people.

/** A window's settings along one axis. */
export interface AxisOptions {
  kernel: number;
  stride?: number;
  /** A number, [begin, end], "same", "same-lower" or "valid". */
  padding?: number | readonly [begin: number, end: number] | "same" | "same-lower" | "valid";
  dilation?: number;
  ceilMode?: boolean;
}

export interface InputSizes {
  /** Every input size that gives the wanted output, ascending. */
  readonly sizes: readonly number[];
  readonly reason: string;
}

export interface KeepingPadding {
  /** Zeros at both ends together. */
  readonly total: number;
  readonly padding: readonly [begin: number, end: number];
  /** Whether both ends get the same. */
  readonly symmetric: boolean;
  readonly reason: string;
}

export interface Tiling {
  /** Whether windows end exactly where the padded input does. */
  readonly exact: boolean;
  /** Elements at the padded input's end that no window reaches. */
  readonly unread: number;
  /** Every stride with which these windows end exactly there, ascending. */
  readonly strides: readonly number[];
  readonly reason: string;
}

function windowOptions(operation: string, options: AxisOptions): WindowOptions {
  checkOptions(operation, options, ["kernel", "stride", "padding", "dilation", "ceilMode"]);
  const { padding } = options;
  return { ...options, padding: typeof padding === "object" ? [padding] : padding };
}

const whole = (operation: string, argument: string, value: number | undefined, fallback?: number): number =>
  perAxis(operation, argument, value, 1, 1, fallback)[0];

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/**
 * The input sizes that give an output size: o = ⌊(i + pads − k̂)/s⌋ + 1 holds for s of them, unless padding
 * makes the smallest vanish (Dumoulin & Visin 2016, §4.6: the reason for a transposed convolution's α).
 * @throws OptionError
 * @example inputSizes(3, { kernel: 3, stride: 2, padding: 1 }).sizes // [5, 6]
 */
export function inputSizes(output: number, options: AxisOptions): InputSizes {
  const name = "inputSizes";
  const wanted = whole(name, "output", output);
  const window = windowOptions(name, options);
  const stride = whole(name, "stride", options.stride, 1);
  const kernel = whole(name, "kernel", options.kernel);
  const extent = extentOf({ kernel, dilation: whole(name, "dilation", options.dilation, 1) });
  const sizes: number[] = [];
  // No padding is negative, so an input larger than this has more windows.
  for (let size = wanted * stride + extent; size >= 1; size--) {
    if (gives(wanted, size, window)) sizes.unshift(size);
    else if (sizes.length > 0) break;
  }
  const windows = `${count(wanted, "window")} of extent ${extent} with stride ${stride}`;
  const reason =
    sizes.length === 0
      ? `no input has ${windows} and this padding`
      : sizes.length === 1
        ? `only ${sizes[0]} has ${windows}`
        : `${sizes[0]} to ${sizes[sizes.length - 1]} all have ${windows}: sizes between are rounded ${options.ceilMode ? "up" : "down"}`;
  return { sizes, reason };
}

function gives(output: number, input: number, window: WindowOptions): boolean {
  try {
    return windowAxes("inputSizes", [input], window)[0].output === output;
  } catch (error) {
    if (error instanceof ShapeError) return false; // the window does not fit
    throw error;
  }
}

/**
 * The least padding with which the output is as large as the input. With stride 1 that is k̂ − 1 for any size
 * (half padding, Dumoulin & Visin 2016, relationship 3), on both sides alike where k̂ is odd.
 * @param input needed by strides above 1
 * @throws OptionError
 * @example keepingPadding(7, { kernel: 3, dilation: 2 }).padding // [2, 2]
 */
export function keepingPadding(
  input: number,
  options: Omit<AxisOptions, "padding" | "ceilMode">,
): KeepingPadding {
  const name = "keepingPadding";
  checkOptions(name, options, ["kernel", "stride", "dilation"]);
  const size = whole(name, "input", input);
  const kernel = whole(name, "kernel", options.kernel);
  const stride = whole(name, "stride", options.stride, 1);
  const extent = extentOf({ kernel, dilation: whole(name, "dilation", options.dilation, 1) });
  // The last of `size` windows must fit; s(i − 1) + k̂ is never less than i.
  const total = stride * (size - 1) + extent - size;
  const begin = Math.floor(total / 2);
  const symmetric = total % 2 === 0;
  const formula = stride === 1 ? `k̂ − 1 = ${total}` : `s(i − 1) + k̂ − i = ${total}`;
  const split = symmetric ? `${begin} at each end` : "which is odd: one end gets one more";
  return {
    total,
    padding: [begin, total - begin],
    symmetric,
    reason: `${count(size, "window")} of extent ${extent} with stride ${stride} need ${formula} more than ${size}, ${split}`,
  };
}

/**
 * Whether windows tile a padded input exactly, what they leave unread, and which strides would leave nothing:
 * the divisors of i + pads − k̂ (CS231n, "Spatial arrangement": other strides are invalid there).
 * @throws OptionError; ShapeError where the window does not fit
 * @example tiling(10, { kernel: 3, stride: 2 }).strides // [1, 7]
 */
export function tiling(input: number, options: Omit<AxisOptions, "ceilMode">): Tiling {
  const name = "tiling";
  checkOptions(name, options, ["kernel", "stride", "padding", "dilation"]);
  const size = whole(name, "input", input);
  const [axis] = windowAxes(name, [size], windowOptions(name, options));
  const { stride, output } = axis;
  const extent = extentOf(axis);
  const travel = size + axis.padding[0] + axis.padding[1] - extent;
  const unread = travel - (output - 1) * stride;
  const strides = Array.from({ length: travel }, (_, i) => i + 1).filter((s) => travel % s === 0);
  const found =
    travel === 0
      ? "the window covers the padded input: any stride will do"
      : `windows travel ${size} + ${axis.padding[0]} + ${axis.padding[1]} − ${extent} = ${travel}, which stride ${stride} ${unread === 0 ? "divides" : `does not divide: ${count(unread, "element")} at the end unread`}`;
  return { exact: unread === 0, unread, strides, reason: found };
}
