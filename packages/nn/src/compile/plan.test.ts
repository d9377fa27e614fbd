import { conv2d, linear } from "@convkit/conv";
import { add, concat, ones, plan, relu, reshape, type Spec, type Tensor, zeros } from "@convkit/tensor";
import { expect, test } from "vitest";
import { compile } from "./index.js";

const net = compile(
  (x: Tensor) => {
    const y = relu(add(conv2d(x, ones([4, 2, 3, 3]), { algorithm: "simd" }), ones([4, 1, 1])));
    return reshape(concat([y, y], 1), [8, 4]);
  },
  [{ shape: [1, 2, 4, 4], dtype: "float32" }],
);

test("a plan prints as a table, also in Node's console and in notebooks", () => {
  // Estimates may change.
  const text = String(net.plan).replace(/ +\d+( +\d+ {2}asked)/, " …$1");
  expect(text).toMatchInlineSnapshot(`
    "   operation  shape    algorithm  merged    predicted  KiB kept  why
    1  conv2d     1×4×2×2  simd       add relu …         2  asked for by name
    2  concat     1×8×2×2  simd       –                 0         1  least predicted time (0)
    3  reshape    8×4      none       –                 0         0  the same elements in the same order
    2 KiB kept, 1 KiB of values, 64 KiB in all"
  `);
  const { plan } = net as { plan: any };
  expect(plan[Symbol.for("nodejs.util.inspect.custom")]()).toBe(String(plan));
  expect(plan[Symbol.for("convkit.display")]()).toEqual({ "text/plain": String(plan) });
});

test("its rows say what became of every operation", () => {
  const [conv, joined, shaped] = net.plan.rows;
  expect(conv).toMatchObject({
    operation: "conv2d",
    shape: [1, 4, 2, 2],
    algorithm: "simd",
    reason: "asked for by name",
    merged: ["add", "relu"],
  });
  expect(conv.alternatives.map(({ algorithm }) => algorithm)).toContain("winograd2x2");
  expect([joined.algorithm, shaped.algorithm]).toEqual(["simd", "none"]);
  expect(conv.bytes).toBeGreaterThanOrEqual(4 * (4 * 2 * 9 + 4));
  // Two tables of one start each, for each part.
  expect([joined.bytes, shaped.bytes]).toEqual([4 * 64, 0]);
});

test("memory: what stays, and values at the same time", () => {
  const { kept, values, total } = net.plan.memory;
  expect(kept).toBeGreaterThanOrEqual(net.plan.rows[0].bytes);
  // The concatenation lies where the input lay; both beside what is joined.
  expect(values).toBeGreaterThanOrEqual(4 * 32 + 4 * 16);
  expect(values).toBeLessThan(4 * 32 + 4 * 16 + 4 * 32);
  expect(total).toBeGreaterThanOrEqual(kept + values);
  expect([net.plan.inputs, net.plan.outputs]).toEqual([
    [{ shape: [1, 2, 4, 4], dtype: "float32" }],
    [{ shape: [8, 4], dtype: "float32" }],
  ]);
  expect(compile(() => zeros([3]), []).plan.memory.values).toBe(0);
});

test("what is too large for the memory of calls has a program nevertheless", () => {
  const f = (x: Tensor, w: Tensor): Tensor => linear(x, w);
  const spec = (...shape: number[]): Spec => ({ shape, dtype: "float32" });
  // The first fully connected layer of VGG-16.
  const { algorithm } = compile(f, [spec(1, 25088), spec(4096, 25088)]).plan.rows[0];
  expect(algorithm).toBe("simd");
  expect(plan(linear, [spec(1, 25088), spec(4096, 25088)]).algorithm).not.toBe("simd");
});
