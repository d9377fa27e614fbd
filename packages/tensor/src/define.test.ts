import { expect, test } from "vitest";
import { elementCost } from "./cost.js";
import { tensor } from "./create.js";
import { carriesGradient, type DefinedOperation, defineOp } from "./define.js";
import { concat } from "./ops/concat.js";
import { matmul } from "./ops/matmul.js";
import { where } from "./ops/where.js";

const scale: DefinedOperation<{ by: number }, { by: number }> = defineOp<{ by: number }, { by: number }>({
  name: "scale",
  inputs: [{ name: "x" }, { name: "offset", optional: true }],
  params: (options) => options,
  outputs: (_, [x]) => [x],
  forward({ by }, [x, offset], [y]) {
    for (let i = 0; i < y.length; i++) y[i] = by * x[i] + (offset?.[i] ?? 0);
  },
  vjp: ({ by }, { dy: [dy] }) => scale.at({ by }, [dy]),
  cost: elementCost(1),
});

test("a user's operation runs, with and without its optional input", () => {
  const x = tensor([1, 2]);
  expect(scale([x], { by: 3 })[0].toArray()).toEqual([3, 6]);
  expect(scale([x, undefined], { by: 3 })[0].toArray()).toEqual([3, 6]);
  expect(scale([x, tensor([1, 1])], { by: 3 })[0].toArray()).toEqual([4, 7]);
  expect(scale.at({ by: 2 }, [x])[0].toArray()).toEqual([2, 4]);
});

test("inputs that are missing, no tensors, or too many are named", () => {
  const x = tensor([1]);
  expect(() => scale([], { by: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: scale: x is missing but must be a tensor]`,
  );
  expect(() => scale([x, x, x], { by: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: scale: inputs are 3 tensors but must be x, offset]`,
  );
  expect(() => matmul([[1]] as never, x)).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: matmul: a is [[1]] but must be a tensor; make one with tensor(data)]`,
  );
  expect(() => concat([x, [2]] as never)).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: concat: parts[1] is [2] but must be a tensor; make one with tensor(data)]`,
  );
});

test("indices and masks carry no gradient, nor does int32", () => {
  const float = { shape: [1], dtype: "float32" } as const;
  const { operation } = where;
  expect([0, 1, 2].map((index) => carriesGradient(operation, index, float))).toEqual([false, true, true]);
  expect(carriesGradient(operation, 1, { shape: [1], dtype: "int32" })).toBe(false);
  expect(carriesGradient(concat.operation, 5, float)).toBe(true);
});
