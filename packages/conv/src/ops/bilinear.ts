import { type Data, type DefinedOperation, defineOp, type Spec, sum, type Tensor } from "@convkit/tensor";
import { fillChannels } from "../channels.js";
import { fast } from "../fast.js";
import { type ConvGeometry, convCost, shapesOf } from "../geometry.js";
import { spatialSizes, taps } from "../taps.js";

/**
 * Calls `visit(x, w, y)` with the three element offsets of every multiplication of a convolution.
 * The convolution and its two gradients are this one list of meetings, read for a different unknown.
 */
export function eachProduct(geometry: ConvGeometry, visit: (x: number, w: number, y: number) => void): void {
  const { batch, groups, inChannels, outChannels, window, unshared } = geometry;
  const { output, input, kernel } = taps(window);
  const size = spatialSizes(window);
  const [inGroup, outGroup] = [inChannels / groups, outChannels / groups];
  const perPosition = unshared ? outChannels * inGroup * size.kernel : 0;
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < outChannels; o++)
      for (let c = 0; c < inGroup; c++) {
        const channel = Math.floor(o / outGroup) * inGroup + c;
        const x = (n * inChannels + channel) * size.input;
        const w = (o * inGroup + c) * size.kernel;
        const y = (n * outChannels + o) * size.output;
        for (let i = 0; i < output.length; i++)
          visit(x + input[i], w + kernel[i] + perPosition * output[i], y + output[i]);
      }
}

/** Adds up in float64, so that a float32 result is rounded once. */
export function accumulate(target: Data, add: (sums: Float64Array) => void): void {
  const sums = target instanceof Float64Array ? target : new Float64Array(target.length);
  add(sums);
  if (sums !== target) target.set(sums);
}

type Map<Options> = DefinedOperation<Options, ConvGeometry>;

export interface BilinearMaps<Direct, Back> {
  output: Map<Direct>;
  inputGrad: Map<Back>;
  weightGrad: Map<ConvGeometry>;
}

const withBias = [{ name: "x" }, { name: "weight" }, { name: "bias", optional: true }] as const;

/**
 * The three bilinear maps over one geometry. With A(x, w) = y the convolution, B(dy, w) = dx and
 * C(x, dy) = dw satisfy ⟨A(x, w), dy⟩ = ⟨x, B(dy, w)⟩ = ⟨w, C(x, dy)⟩, so each is a gradient of the
 * others, and gradients of every order follow (Dumoulin & Visin 2016, §4).
 */
export function bilinearMaps<Direct, Back>(rule: {
  names: { output: string; inputGrad: string; weightGrad: string };
  direct: (settings: Direct, inputs: readonly Spec[]) => ConvGeometry;
  back: (settings: Back, inputs: readonly Spec[]) => ConvGeometry;
}): BilinearMaps<Direct, Back> {
  const { names } = rule;
  const output: Map<Direct> = defineOp<Direct, ConvGeometry>({
    name: names.output,
    inputs: withBias,
    params: rule.direct,
    outputs: (g, [x]) => [{ shape: shapesOf(g).y, dtype: x.dtype }],
    window: (g) => g.window,
    forward(g, [x, w, bias], [y]) {
      accumulate(y, (sums) => {
        if (bias) fillChannels(sums, bias, g.outChannels, g.batch);
        eachProduct(g, (i, t, o) => {
          sums[o] += x[i] * w[t];
        });
      });
    },
    vjp: (g, { inputs: [x, w], dy: [dy], wanted }) => [
      wanted[0] && inputGrad.at(g, [dy, w])[0],
      wanted[1] && weightGrad.at(g, [x, dy])[0],
      wanted[2] && sumToChannels(dy),
    ],
    cost: convCost,
    fast: fast.output,
  });

  const inputGrad: Map<Back> = defineOp<Back, ConvGeometry>({
    name: names.inputGrad,
    inputs: withBias,
    params: rule.back,
    outputs: (g, [dy]) => [{ shape: shapesOf(g).x, dtype: dy.dtype }],
    window: (g) => ({ ...g.window, transposed: true }),
    forward(g, [dy, w, bias], [dx]) {
      accumulate(dx, (sums) => {
        if (bias) fillChannels(sums, bias, g.inChannels, g.batch);
        eachProduct(g, (i, t, o) => {
          sums[i] += dy[o] * w[t];
        });
      });
    },
    vjp: (g, { inputs: [dy, w], dy: [e], wanted }) => [
      wanted[0] && output.at(g, [e, w])[0],
      wanted[1] && weightGrad.at(g, [e, dy])[0],
      wanted[2] && sumToChannels(e),
    ],
    cost: convCost,
    fast: fast.inputGrad,
  });

  const weightGrad: Map<ConvGeometry> = defineOp<ConvGeometry, ConvGeometry>({
    name: names.weightGrad,
    inputs: [{ name: "x" }, { name: "dy" }],
    params: (geometry) => geometry,
    outputs: (g, [x]) => [{ shape: shapesOf(g).weight, dtype: x.dtype }],
    window: (g) => g.window,
    forward(g, [x, dy], [dw]) {
      accumulate(dw, (sums) => {
        eachProduct(g, (i, t, o) => {
          sums[t] += x[i] * dy[o];
        });
      });
    },
    vjp: (g, { inputs: [x, dy], dy: [v], wanted }) => [
      wanted[0] && inputGrad.at(g, [dy, v])[0],
      wanted[1] && output.at(g, [x, v])[0],
    ],
    cost: convCost,
    fast: fast.weightGrad,
  });

  return { output, inputGrad, weightGrad };
}

/** Gradient of a bias: everything that was added to its channel. */
function sumToChannels(dy: Tensor): Tensor {
  return sum(dy, { axes: dy.shape.map((_, axis) => axis).filter((axis) => axis !== 1) });
}
