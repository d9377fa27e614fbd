import { vjp } from "@convkit/autograd";
import * as c from "@convkit/conv";
import {
  assertClose,
  broadcastTo,
  flip,
  matmul,
  mul,
  ones,
  pad,
  randn,
  reshape,
  sum,
  type Tensor,
  transpose,
} from "@convkit/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Case, makeInputs } from "./row.js";
import { convCase, convTransposeCase } from "./settings.js";

// The same convolution, written in ways that share nothing but the definition.

const forAll = (cases: fc.Arbitrary<Case>, check: (inputs: Tensor[], options: any) => void): void =>
  fc.assert(
    fc.property(cases, (at) => check(makeInputs(at), at.options)),
    { numRuns: 60, seed: 2 },
  );

/** Random settings without groups, which matrices and unshared weights would only repeat. */
const ungrouped = (rank: number): fc.Arbitrary<Case> =>
  convCase(rank).filter(({ options }) => options.groups === 1);

test("a convolution is a matrix product with im2col's columns", () => {
  forAll(ungrouped(2), ([x, w], { groups, ...settings }) => {
    const y = c.conv2d(x, w, settings);
    const columns = c.im2col(x, { ...settings, kernel: w.shape.slice(2) });
    assertClose(reshape(matmul(reshape(w, [w.shape[0], -1]), columns), y.shape), y);
  });
});

test("a convolution is C·vec(x), a transposed one Cᵀ·vec(y); groups included", () => {
  forAll(convCase(2), ([x, w], settings) => {
    const y = c.conv2d(x, w, settings);
    const matrix = c.convMatrix(w, { ...settings, inputSize: x.shape.slice(2) });
    const vectors = (t: Tensor): Tensor => transpose(reshape(t, [t.shape[0], -1]));
    assertClose(matmul(matrix.toDense(), vectors(x)), vectors(y));
    const back = c.convTranspose2d(y, w, { ...settings, outputSize: x.shape.slice(2) });
    assertClose(matmul(matrix.transpose().toDense(), vectors(y)), vectors(back));
  });
});

test("a transposed convolution is a direct one over the stretched input, with the kernel turned", () => {
  forAll(convTransposeCase(1), ([x, w], settings) => {
    const { stride, padding, dilation, groups, outputPadding } = settings;
    const extent = dilation[0] * (w.shape[2] - 1);
    const stretched = pad(
      x,
      [
        [0, 0],
        [0, 0],
        [extent, extent + outputPadding[0]],
      ],
      {
        interior: [0, 0, stride[0] - 1],
      },
    );
    // [Cin, Cout/g, k] → [Cout, Cin/g, k], group by group.
    const [inPerGroup, outPerGroup] = [w.shape[0] / groups, w.shape[1]];
    const apart = reshape(flip(w, { axes: 2 }), [groups, inPerGroup, outPerGroup, w.shape[2]]);
    const weight = reshape(transpose(apart, [0, 2, 1, 3]), [groups * outPerGroup, inPerGroup, w.shape[2]]);
    const full = c.conv1d(stretched, weight, { dilation, groups });
    const y = c.convTranspose1d(x, w, settings);
    const [begin, end] = padding[0];
    expect(full.shape[2]).toBe(y.shape[2] + begin + end);
    const cropped = full.toArray().map((n: number[][]) => n.map((row) => row.slice(begin, row.length - end)));
    assertClose(y, cropped);
  });
});

test("the gradient of a shared weight is the sum of the unshared ones'", () => {
  forAll(convCase(2), ([x, w], settings) => {
    const { value, pullback } = vjp((w: Tensor) => c.conv2d(x, w, settings), w);
    const dy = randn(value.shape, { seed: 5, dtype: "float64" });
    const [shared] = pullback(dy);
    const everywhere = broadcastTo(w, [...value.shape.slice(2), ...w.shape]);
    const local = vjp((w: Tensor) => c.locallyConnected2d(x, w, settings), everywhere);
    assertClose(local.value, value);
    assertClose(sum(local.pullback(dy)[0], { axes: [0, 1] }), shared);
  });
});

test("col2im ∘ im2col multiplies each element by the number of windows over it", () => {
  forAll(ungrouped(2), ([x, w], { groups, ...settings }) => {
    const options = { ...settings, kernel: w.shape.slice(2) };
    const there = (t: Tensor): Tensor =>
      c.col2im(c.im2col(t, options), { ...options, inputSize: x.shape.slice(2) });
    assertClose(there(x), mul(x, there(ones(x.shape, "float64"))));
  });
});

test("a convolution over 3 axes with one row is one over 2", () => {
  forAll(convCase(2), ([x, w], { stride, padding, dilation, groups }) => {
    const deep = (t: Tensor): Tensor => reshape(t, [t.shape[0], t.shape[1], 1, ...t.shape.slice(2)]);
    const y = c.conv3d(deep(x), deep(w), {
      stride: [1, ...stride],
      padding: [[0, 0], ...padding],
      dilation: [1, ...dilation],
      groups,
    });
    const flat = c.conv2d(x, w, { stride, padding, dilation, groups });
    assertClose(reshape(y, flat.shape), flat);
  });
});
