/** What a network holds, as Node tells it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { conv2d } from "@convkit/conv";
import { mul, randn, relu, type Spec, sum, type Tensor, zeros } from "@convkit/tensor";
import { expect, test } from "vitest";
import { compile } from "./index.js";

const spec = (...shape: number[]): Spec => ({ shape, dtype: "float32" });
const random = (seed: number, ...shape: number[]): Tensor => randn(shape, { seed });

test("a thousand runs hold as much memory as one", () => {
  const w = random(1, 16, 16, 3, 3);
  const net = compile((x: Tensor) => sum(relu(conv2d(x, w, { padding: 1 }))), [spec(1, 16, 32, 32)]);
  const x = random(2, 1, 16, 32, 32);
  net(x);
  const before = process.memoryUsage();
  for (let i = 0; i < 1000; i++) net(x);
  const after = process.memoryUsage();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8e6);
  expect(after.external - before.external).toBeLessThan(16e6);
});

test("weights live in the network's memory alone, once it is compiled", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let weight: WeakRef<Tensor>;
  const make = (): ReturnType<typeof compile> => {
    const w = random(1, 4, 3, 3, 3);
    weight = new WeakRef(w);
    return compile((x: Tensor) => relu(mul(conv2d(x, w, { algorithm: "simd" }), 2)), [spec(1, 3, 8, 8)]);
  };
  const net = make();
  await new Promise((resolve) => setTimeout(resolve)); // a WeakRef keeps its target for this turn
  collect();
  expect(weight!.deref()).toBeUndefined();
  expect((net(zeros([1, 3, 8, 8])) as Tensor).shape).toEqual([1, 4, 6, 6]);
});
