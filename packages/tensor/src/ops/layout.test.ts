import { expect, test } from "vitest";
import { arange, tensor, zeros } from "../create.js";
import { broadcastTo, sumTo } from "./broadcast.js";
import { concat, stack } from "./concat.js";
import { flip } from "./flip.js";
import { matmul } from "./matmul.js";
import { reshape } from "./reshape.js";
import { pad, slice } from "./slice.js";
import { transpose } from "./transpose.js";

const x = arange([2, 3]);

test("stack puts the new axis where it is told", () => {
  const [a, b] = [tensor([1, 2, 3]), tensor([4, 5, 6])];
  expect(stack([a, b]).toArray()).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(stack([a, b], 1).toArray()).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  expect(stack([a, b], -2).shape).toEqual([2, 3]);
});

test("slice counts from the end, and may be empty", () => {
  expect(slice(x, { begin: [-1, -2] }).toArray()).toEqual([[4, 5]]);
  expect(slice(x, { begin: [0, 2], end: [2, 1] }).shape).toEqual([2, 0]);
});

test("a transposed tensor equals its copy in every further use", () => {
  const turned = transpose(x);
  const copy = tensor(turned.toArray());
  expect(turned.data).toEqual(copy.data);
  expect(matmul(x, turned).data).toEqual(matmul(x, copy).data);
});

test("pad with −∞", () => {
  expect(pad(tensor([1]), [[1, 1]], { value: Number.NEGATIVE_INFINITY }).toArray()).toEqual([
    Number.NEGATIVE_INFINITY,
    1,
    Number.NEGATIVE_INFINITY,
  ]);
});

test.each([
  [
    () => reshape(x, [4, 2]),
    "reshape: shape is [4, 2] but must be a list that holds the 6 elements of x (one extent may be -1)",
  ],
  [
    () => reshape(x, [-1, -1]),
    "reshape: shape is [-1, -1] but must be a list that holds the 6 elements of x (one extent may be -1)",
  ],
  [
    () => reshape(zeros([0, 3]), [0, -1]),
    "reshape: shape is [0, -1] but must be a list that holds the 0 elements of x (one extent may be -1)",
  ],
  [
    () => reshape(x, 6 as never),
    "reshape: shape is 6 but must be a list that holds the 6 elements of x (one extent may be -1)",
  ],
  [() => broadcastTo(x, [3]), "broadcastTo: shape is [3] but x of shape [2, 3] does not stretch to it"],
  [() => sumTo(x, [3, 3]), "sumTo: shapes are [2, 3] and [3, 3] but axis -2 must have equal extents, or 1"],
  [() => transpose(x, [0, 0]), "transpose: permutation is [0, 0] but must hold each of 0, 1 once"],
  [() => slice(x, { begin: [3] }), "slice: begin is [3] but must lie inside the shape [2, 3]"],
  [() => slice(x, { end: [1, 2, 3] }), "slice: end is [1, 2, 3] but must lie inside the shape [2, 3]"],
  [() => slice(x, { step: [0] }), "slice: step is [0] but must be whole numbers ≥ 1, at most 2 of them"],
  [
    () => slice(x, { start: [0] } as never),
    "slice: there is no option start (the options are begin, end, step)",
  ],
  [
    () => pad(x, [[1, 0]]),
    "pad: padding is [[1, 0]] but must be a pair [begin, end] of whole numbers ≥ 0 for each of 2 axes",
  ],
  [
    () =>
      pad(x, [
        [1, 0],
        [-1, 0],
      ]),
    "pad: padding is [[1, 0], [-1, 0]] but must be a pair [begin, end] of whole numbers ≥ 0 for each of 2 axes",
  ],
  [
    () =>
      pad(
        x,
        [
          [0, 0],
          [0, 0],
        ],
        { interior: [1] },
      ),
    "pad: interior is [1] but must be a whole number ≥ 0, or one for each of 2 axes",
  ],
  [
    () =>
      pad(
        x.to("int32"),
        [
          [0, 0],
          [0, 0],
        ],
        { value: 0.5 },
      ),
    "pad: value is 0.5 but int32 holds whole numbers from -2147483648 to 2147483647 only; use float32 or float64",
  ],
  [() => concat([]), "concat: parts is [] but must be a list of at least one tensor"],
  [
    () => concat(x as never),
    'concat: parts is { shape: [2, 3], dtype: "float32" } but must be a list of at least one tensor',
  ],
  [
    () => concat([x, arange([3, 3])], 1),
    "concat: parts have shapes [2, 3] and [3, 3] but must agree on every axis but 1",
  ],
  [() => concat([x, x], 2), "concat: axes is [2] but must be distinct whole numbers from -2 to 1 for rank 2"],
  [() => stack([]), "stack: parts is [] but must be a list of at least one tensor"],
  [() => flip(x, { axes: 5 }), "flip: axes is 5 but must be distinct whole numbers from -2 to 1 for rank 2"],
  [() => matmul(x, x), "matmul: operands are [2, 3] and [2, 3] but must be […, m, k] and […, k, n]"],
  [
    () => matmul(tensor([1, 2, 3]), transpose(x)),
    "matmul: operands are [3] and [3, 2] but must be […, m, k] and […, k, n]",
  ],
  [
    () => matmul(zeros([2, 1, 3]), zeros([3, 3, 1])),
    "matmul: shapes are [2] and [3] but axis -1 must have equal extents, or 1",
  ],
])("error %#", (f, message) => {
  expect(f).toThrow(message);
});
