import type { Fusion, Program } from "@convkit/kernels";
import type { Data, DType, Spec } from "./dtype.js";
import type { Tensor } from "./tensor.js";

/** One spatial axis of a sliding window; sizes in elements. `output` is given, never recomputed. */
export interface Axis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: readonly [begin: number, end: number];
}

/** The geometry of an operation that slides a window over its input. */
export interface Window {
  readonly axes: readonly Axis[];
  /** The operation runs backward through it, from the axes' outputs to their inputs. */
  readonly transposed?: true;
}

/** Work of the definition (not of a faster algorithm). FLOPs = 2 · macs + other. */
export interface Cost {
  /** Multiply-adds. */
  readonly macs: number;
  /** Other arithmetic operations: additions of a bias, comparisons, exponentials. */
  readonly other: number;
  /** Bytes of all inputs read once and all outputs written once. */
  readonly bytes: number;
}

export interface InputDescription {
  readonly name: string;
  readonly optional?: true;
  /** False for indices and the like, which have no gradient. */
  readonly differentiable?: false;
  /** The last input may be given any number of times (concat). */
  readonly variadic?: true;
}

/** What a vjp rule sees. */
export interface VjpContext {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Gradient of the result with respect to each output. */
  readonly dy: readonly Tensor[];
  /** Which inputs' gradients are asked for. */
  readonly wanted: readonly boolean[];
}

/**
 * An operation, written once; everything else reads this record: eager execution, the tape, tracing,
 * the gradient checker, accounting, diagrams.
 */
export interface Operation<Options = any, P = any> {
  readonly name: string;
  readonly inputs: readonly InputDescription[];
  /** The canonical parameters. Every error about options or shapes arises here. */
  params(options: Options, inputs: readonly Spec[]): P;
  outputs(params: P, inputs: readonly Spec[]): Spec[];
  /** Geometry, where the operation has one. */
  window?(params: P): Window;
  /** The definition, as short loops. Outputs arrive zeroed. */
  forward(params: P, inputs: readonly Data[], outputs: readonly Data[]): void;
  /** One gradient per input, written in operations so that it can be differentiated again. */
  vjp(params: P, at: VjpContext): (Tensor | undefined | false)[];
  cost(params: P, inputs: readonly Spec[], outputs: readonly Spec[]): Cost;
  /** The result is the first input's elements in their order, so that it may share their memory. */
  readonly aliases?: true;
  /** Faster ways for float32, best first where predictions tie. */
  readonly fast?: readonly FastImplementation<P>[];
}

/** A faster way to compute what an operation's `forward` defines, for float32 inputs. */
export interface FastImplementation<P = any> {
  readonly name: string;
  /** True, or the reason why not; with `fusion`, of `program`, which need not fit the memory that eager calls share. */
  supports(params: P, inputs: readonly Spec[], fusion?: Fusion): true | string;
  /**
   * Estimated time, in multiply-adds of the definition's loop: below `Cost.macs` if it is to be chosen. With `fusion`,
   * that of `program` alone: operands are resident, and what is constant is prepared.
   */
  predict(params: P, inputs: readonly Spec[], outputs: readonly Spec[], fusion?: Fusion): number;
  /**
   * The same as steps on resident memory, for one sample, with what may be fused into it; undefined where it cannot be
   * fused. The program's operands are the inputs, the residual if there is one, and the output.
   */
  program?(
    params: P,
    inputs: readonly Spec[],
    outputs: readonly Spec[],
    fusion: Fusion,
  ): { readonly program: Program; readonly batch: number } | undefined;
  /** As `forward`; outputs arrive zeroed. */
  run(params: P, inputs: readonly Data[], outputs: readonly Data[]): void;
}

/** A fast implementation by name, `"definition"`, `"auto"` (the least predicted time), or all but some. */
export type Algorithm = string | { readonly not: readonly string[] };

/** A public function that carries the record it applies. */
export interface HasOperation<Options = any, P = any> {
  readonly operation: Operation<Options, P>;
}

/** A tensor, or a number that takes the element type of the tensor beside it. */
export type Operand = Tensor | number;

export type { Data, DType, Spec };
