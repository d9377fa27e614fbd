import { checkOptions, type DType, type Tensor } from "@convkit/tensor";
import { type Padding, type PerAxis, paddingPairs, perAxis } from "./options.js";
import { effectiveKernel } from "./sizes.js";
import { type TracedField, tracedField } from "./tracedField.js";

/** A layer that slides a window; see `WindowOptions`. */
export interface WindowLayer {
  kernel: number;
  stride?: number;
  padding?: number | readonly [begin: number, end: number];
  dilation?: number;
}

/** What one unit of the last layer sees along one axis of the input, in input elements. */
export interface ReceptiveField {
  /** How many input elements it depends on. */
  readonly size: number;
  /** Distance on the input between neighbouring units. */
  readonly jump: number;
  /** Position of the first unit's first element; negative in the padding. */
  readonly start: number;
}

/**
 * Receptive field along one axis of a chain of windows, from the input on: r grows by (k̂ − 1)·jump, the jump
 * by the stride (Araujo, Norris & Sim 2019, "Computing receptive fields", §2).
 *
 * Or of any function of one tensor, by tracing it on shapes: through branches (their union; where strides or
 * centres disagree, `notes` says so), pooling, transposed convolutions (a jump below 1) and resampling.
 * Operations without a window count as working position by position, or on whole maps where they reduce them.
 *
 * @param inputShape [N, C, …1 to 3 spatial sizes], in elements
 * @throws OptionError naming an option that is out of range; ConvKitError where positions cannot be followed
 * @example receptiveField([{ kernel: 3, dilation: 2 }, { kernel: 3 }]) // { size: 7, jump: 1, start: 0 }
 * @example receptiveField((x) => maxPool2d(x, { kernel: 3, stride: 2, padding: 1 }), [1, 1, 8, 8]).start // -1
 */
export function receptiveField(layers: readonly WindowLayer[]): ReceptiveField;
export function receptiveField(
  f: (x: Tensor) => Tensor,
  inputShape: readonly number[],
  dtype?: DType,
): TracedField;
export function receptiveField(
  of: readonly WindowLayer[] | ((x: Tensor) => Tensor),
  inputShape: readonly number[] = [],
  dtype: DType = "float32",
): ReceptiveField | TracedField {
  if (typeof of === "function") return tracedField(of, inputShape, dtype);
  return of.reduce(throughLayer, { size: 1, jump: 1, start: 0 });
}

function throughLayer({ size, jump, start }: ReceptiveField, layer: WindowLayer): ReceptiveField {
  checkOptions("receptiveField", layer, ["kernel", "stride", "padding", "dilation"]);
  const [kernel] = perAxis("receptiveField", "kernel", layer.kernel as PerAxis, 1, 1);
  const [stride] = perAxis("receptiveField", "stride", layer.stride, 1, 1, 1);
  const [dilation] = perAxis("receptiveField", "dilation", layer.dilation, 1, 1, 1);
  const padding: Padding | undefined = typeof layer.padding === "object" ? [layer.padding] : layer.padding;
  const [[begin]] = paddingPairs("receptiveField", padding, 1) as [readonly [number, number]];
  return {
    size: size + (effectiveKernel(kernel, dilation) - 1) * jump,
    jump: jump * stride,
    start: start - begin * jump,
  };
}
