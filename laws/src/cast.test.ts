import { vjp } from "@convkit/autograd";
import { mul, type Tensor, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";

// `to` is a method, so that it has no row.

test("a gradient comes back in the dtype of its input", () => {
  const { value, pullback } = vjp((x: Tensor) => mul(x.to("float64"), 3), tensor([1, 2]));
  expect(value.dtype).toBe("float64");
  const [dx] = pullback(tensor([10, 20], [2], "float64"));
  expect([dx.dtype, dx.toArray()]).toEqual(["float32", [30, 60]]);
});

test("nothing flows through int32", () => {
  const cutOff = (x: Tensor): Tensor => mul(x.to("int32").to("float32"), x);
  const [dx] = vjp(cutOff, tensor([2.5])).pullback(tensor([1]));
  expect(dx.toArray()).toEqual([2]);
});
