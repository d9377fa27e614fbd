import { expect, test } from "vitest";
import { tensor } from "./create.js";
import { add } from "./ops/add.js";
import { greater } from "./ops/compare.js";
import { div } from "./ops/div.js";
import { exp } from "./ops/exp.js";
import { mul } from "./ops/mul.js";

const double = tensor([0.1], [1], "float64");
const whole = tensor([7, -7], [2], "int32");

test("a number takes the tensor's element type", () => {
  expect(add(double, 0.2).item()).toBe(0.1 + 0.2);
  expect(add(0.2, tensor([0.1])).item()).toBe(Math.fround(Math.fround(0.1) + Math.fround(0.2)));
  expect(mul(whole, 2).dtype).toBe("int32");
  expect(greater(whole, 0).toArray()).toEqual([1, 0]);
});

test("float32 does not mix with float64, nor int32 with either", () => {
  expect(() => add(tensor([1, 2]), double)).toThrowErrorMatchingInlineSnapshot(
    `[DtypeError: add: inputs are float32 [2] and float64 [1] but must share one element type; convert one of them with .to("float64") or .to("float32")]`,
  );
  expect(() => mul(double, whole)).toThrowErrorMatchingInlineSnapshot(
    `[DtypeError: mul: inputs are float64 [1] and int32 [2] but must share one element type; convert one of them with .to("float64") or .to("float32")]`,
  );
  expect(add(tensor([1]).to("float64"), double).item()).toBe(1.1);
});

test("int32 is refused where it would be cut off", () => {
  expect(() => add(whole, 0.5)).toThrowErrorMatchingInlineSnapshot(
    `[DtypeError: add: the number is 0.5 but int32 holds whole numbers from -2147483648 to 2147483647 only; use float32 or float64]`,
  );
  expect(() => div(whole, 2)).toThrowErrorMatchingInlineSnapshot(
    `[DtypeError: div: a is int32 but must be float32 or float64; convert it with .to("float32")]`,
  );
  expect(() => exp(whole)).toThrowErrorMatchingInlineSnapshot(
    `[DtypeError: exp: x is int32 but must be float32 or float64; convert it with .to("float32")]`,
  );
});

test("to() converts: rounding to float32, cutting off towards zero for int32", () => {
  expect(double.to("float32").item()).toBe(Math.fround(0.1));
  expect(tensor([1.9, -1.9]).to("int32").toArray()).toEqual([1, -1]);
  expect(double.to("float64")).toBe(double);
  expect(() => double.to("half" as never)).toThrowErrorMatchingInlineSnapshot(
    `[DtypeError: tensor.to: dtype is "half" but must be one of float32, float64, int32]`,
  );
});
