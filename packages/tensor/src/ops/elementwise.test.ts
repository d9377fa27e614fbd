import { describe, expect, test } from "vitest";
import { tensor } from "../create.js";
import type { Tensor } from "../tensor.js";
import { abs } from "./abs.js";
import { add } from "./add.js";
import { equal, greater, less } from "./compare.js";
import { maximum, minimum } from "./maximum.js";
import { mul } from "./mul.js";
import { pow } from "./pow.js";
import { relu } from "./relu.js";
import { where } from "./where.js";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** The gradient rule, asked directly. */
function gradients(
  op: { operation: any },
  inputs: Tensor[],
  outputs: Tensor[] = [],
): (number[] | undefined)[] {
  const dy = [tensor([10, 20, 30])];
  const wanted = inputs.map(() => true);
  const params = op.operation.params({}, inputs);
  return op.operation
    .vjp(params, { inputs, outputs, dy, wanted })
    .map((g: Tensor | undefined) => g?.toArray());
}

describe("where the derivative jumps", () => {
  test("maximum and minimum give a tie's gradient to the first", () => {
    const [a, b] = [tensor([1, 2, 3]), tensor([2, 2, 2])];
    expect(gradients(maximum, [a, b])).toEqual([
      [0, 20, 30],
      [10, 0, 0],
    ]);
    expect(gradients(minimum, [a, b])).toEqual([
      [10, 20, 0],
      [0, 0, 30],
    ]);
  });

  test("relu and abs have gradient 0 at 0", () => {
    const x = tensor([-1, 0, 1]);
    expect(gradients(relu, [x])).toEqual([[0, 0, 30]]);
    expect(gradients(abs, [x])).toEqual([[-10, 0, 30]]);
  });

  test("where keeps NaN out of the gradient of the side not chosen", () => {
    const inputs = [tensor([1, 0, 1]), tensor([1, nan, 1]), tensor([nan, 1, nan])];
    expect(gradients(where, inputs)).toEqual([undefined, [10, 0, 30], [0, 20, 0]]);
  });
});

describe("values out of the ordinary", () => {
  test("NaN passes through relu, maximum and minimum from either side", () => {
    expect(relu(tensor([nan, -infinity])).toArray()).toEqual([nan, 0]);
    for (const f of [maximum, minimum])
      expect(f(tensor([nan, 1]), tensor([1, nan])).toArray()).toEqual([nan, nan]);
  });

  test("comparisons with NaN are 0", () => {
    for (const f of [greater, less, equal]) expect(f(tensor([nan]), nan).toArray()).toEqual([0]);
  });

  test("0 · NaN is NaN", () => {
    expect(mul(tensor([0]), nan).toArray()).toEqual([nan]);
  });

  test("x⁰ is 1 everywhere, and roots of negatives are NaN", () => {
    expect(pow(tensor([0, -2]), 0).toArray()).toEqual([1, 1]);
    expect(pow(tensor([-4]), 0.5).toArray()).toEqual([nan]);
  });
});

test("numbers stand on either side, and where takes two of them", () => {
  expect(add(1, tensor([1])).toArray()).toEqual([2]);
  expect(where(tensor([2, 0]), 1, -1).toArray()).toEqual([1, -1]);
});

test("errors", () => {
  const x = tensor([1, 2, 3]);
  expect(() => add(1, 2)).toThrow("add: operands are 1 and 2 but at least one must be a tensor");
  expect(() => add(x, [1] as never)).toThrow(
    "add: b is [1] but must be a tensor; make one with tensor(data)",
  );
  expect(() => add(x, tensor([1, 2]))).toThrow(
    "add: shapes are [3] and [2] but axis -1 must have equal extents, or 1",
  );
  expect(() => pow(x, "2" as never)).toThrow('pow: exponent is "2" but must be a number');
  expect(() => where(x, tensor([1], [1], "float64"), x)).toThrow(
    'where: inputs are float64 [1] and float32 [3] but must share one element type; convert one of them with .to("float64") or .to("float32")',
  );
});
