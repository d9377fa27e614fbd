import type { Axis } from "@convkit/tensor";
import type { ConvGeometry } from "./geometry.js";
import { extentOf } from "./sizes.js";

/** One axis of the direct convolution that does a transposed one's work; primed letters of the guide. */
export interface DirectAxis {
  /** i′: the transposed convolution's input. */
  readonly input: number;
  /** s − 1 zeros between neighbouring inputs. */
  readonly insertedZeros: number;
  /** ĩ′ = s(i′ − 1) + 1: the input with those zeros. */
  readonly stretched: number;
  /** k′ = k. */
  readonly kernel: number;
  /** s′ = 1, always. */
  readonly stride: 1;
  readonly dilation: number;
  /** p′ = k̂ − 1 − p at the start, the same plus α at the end. A negative one crops. */
  readonly padding: readonly [begin: number, end: number];
  /** α: rows added at the end so that o′ is the size wanted. */
  readonly alpha: number;
  /** o′ = ĩ′ + p′begin + p′end − k̂ + 1. */
  readonly output: number;
}

/**
 * The settings of the direct convolution that always emulates a transposed one: over the input with zeros
 * between its elements, padded by p′, with the kernel rotated by 180° (Dumoulin & Visin 2016, §4.1–4.6,
 * relationships 8 to 14).
 *
 * @param geometry a transposed convolution's, from `convTranspose2d.operation.params(options, inputs)`
 * @returns one entry per spatial axis
 * @example directEquivalent(convTranspose1d.operation.params({ stride: 2 }, [ones([1, 1, 2]), ones([1, 1, 3])]))[0].stretched // 3
 */
export function directEquivalent(geometry: ConvGeometry): DirectAxis[] {
  return geometry.window.axes.map((axis: Axis): DirectAxis => {
    const extent = extentOf(axis);
    const stretched = axis.stride * (axis.output - 1) + 1;
    const alpha = axis.input - (stretched - 1 + extent - axis.padding[0] - axis.padding[1]);
    const padding = [extent - 1 - axis.padding[0], extent - 1 - axis.padding[1] + alpha] as const;
    return {
      input: axis.output,
      insertedZeros: axis.stride - 1,
      stretched,
      kernel: axis.kernel,
      stride: 1,
      dilation: axis.dilation,
      padding,
      alpha,
      output: axis.input,
    };
  });
}
