import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import type { HasOperation } from "../operation.js";
import { checkOptions, normalizeAxes, stridesOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { stridedOffsets } from "../walk.js";

interface Options {
  /** The axes to reverse; a negative one counts from the end. All by default. */
  axes?: number | readonly number[];
}

interface Flipped {
  readonly shape: readonly number[];
  readonly axes: readonly number[];
}

const apply = defineOp<Options, Flipped>({
  name: "flip",
  inputs: [{ name: "x" }],
  params(options, [{ shape }]) {
    checkOptions("flip", options, ["axes"]);
    return { shape, axes: normalizeAxes("flip", options.axes, shape.length) };
  },
  outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
  forward({ shape, axes }, [x], [y]) {
    const strides = stridesOf(shape);
    const backward = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
    const start = axes.reduce((offset, axis) => offset + (shape[axis] - 1) * strides[axis], 0);
    const source = stridedOffsets(shape, backward, start);
    for (let i = 0; i < y.length; i++) y[i] = x[source[i]];
  },
  vjp: ({ axes }, { dy: [dy] }) => [flip(dy, { axes })],
  cost: elementCost(0),
});

/**
 * Reverses axes: both spatial axes of a kernel for a rotation by 180°.
 * @example flip(tensor([[1, 2], [3, 4]]), { axes: 1 }).toArray() // [[2, 1], [4, 3]]
 */
export const flip: ((x: Tensor, options?: Options) => Tensor) & HasOperation = withOperation(
  apply,
  (x: Tensor, options: Options = {}) => apply([x], options)[0],
);
