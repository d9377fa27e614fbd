import { grad } from "@convkit/autograd";
import { add, relu, type Spec, sum, type Tensor, tensor, zeros } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { compile } from "./index.js";

const spec = (...shape: number[]): Spec => ({ shape, dtype: "float32" });

describe("what is refused", () => {
  const net = compile((x: Tensor, y: Tensor) => add(x, y), [spec(2, 3), spec(3)]);

  test("other inputs than those it was compiled for, before any work", () => {
    expect(() => net(zeros([2, 4]), zeros([3]))).toThrow(
      "compiled network: input 0 has shape [2, 4] but must be [2, 3]; compile again for other shapes",
    );
    expect(() => net(zeros([2, 3]), zeros([3], "float64"))).toThrow(
      'compiled network: input 1 is float64 but must be float32; convert it with .to("float32")',
    );
    expect(() => net(zeros([2, 3]))).toThrow("compiled network: input 1 is missing but must be a tensor");
    expect(() => net([1, 2] as never, zeros([3]))).toThrow(
      "compiled network: input 0 is [1, 2] but must be a tensor",
    );
    expect(() => net(zeros([2, 3]), zeros([3]), zeros([3]))).toThrow(
      "compiled network: inputs are 3 tensors but must be input 0, input 1",
    );
  });

  test("gradients, which would be lost silently", () => {
    const scalar = compile((x: Tensor) => sum(x), [spec(2)]);
    expect(() => grad((x: Tensor) => scalar(x))(tensor([1, 2]))).toThrow(
      "compiled network: the network stands inside a gradient but has no gradient of its own; take the gradient of the function, and compile that: compile(grad(f), specs)",
    );
  });

  test("specifications that are none", () => {
    const f = (x: Tensor): Tensor => x;
    expect(() => compile(f, spec(2) as never)).toThrow(
      'compile: inputSpecs is { shape: [2], dtype: "float32" } but must be a list of { shape, dtype }, one for each input',
    );
    expect(() => compile(f, [{ shape: [2, -1], dtype: "float32" }])).toThrow(
      "compile: input 0: shape is [2, -1] but must be a list of whole numbers ≥ 0",
    );
    expect(() => compile(f, [{ shape: [2] } as never])).toThrow(
      'compile: input 0 has dtype undefined but must be "float32", "float64" or "int32"',
    );
  });

  test("more than one memory holds, by its bytes", () => {
    expect(() => compile((x: Tensor) => relu(x), [spec(2 ** 14, 2 ** 15)])).toThrow(
      "compile: the network needs 4097 MiB, 1 MiB for weights and 4096 MiB for values, but one memory holds 2048 MiB; use a smaller batch, or split f",
    );
  });
});
