import { expect, test } from "vitest";
import { elementCost } from "./cost.js";
import { tensor } from "./create.js";
import { defineOp } from "./define.js";
import { add } from "./ops/add.js";
import { matmul } from "./ops/matmul.js";
import { mul } from "./ops/mul.js";
import { relu } from "./ops/relu.js";
import { sum } from "./ops/sum.js";
import type { Tensor } from "./tensor.js";
import { trace } from "./trace.js";

const spec = (...shape: number[]) => ({ shape, dtype: "float32" }) as const;

test("the graph lists the operations in order, joined by their tensors", () => {
  const bias = tensor([1, 2, 3, 4]);
  const graph = trace((x, w) => relu(add(matmul(x, w), bias)), [spec(2, 3), spec(3, 4)]);
  const [product, shifted, result] = graph.nodes;
  expect(graph.nodes.map(({ operation }) => operation.name)).toEqual(["matmul", "add", "relu"]);
  const same = (a: readonly Tensor[], b: readonly Tensor[]): boolean => a.every((one, i) => one === b[i]);
  expect(same(product.inputs, graph.inputs)).toBe(true);
  expect(same(shifted.inputs, [product.outputs[0], bias])).toBe(true);
  expect(same(graph.outputs, result.outputs)).toBe(true);
  expect(graph.outputs[0].shape).toEqual([2, 4]);
});

test("costs are exact and need no memory for the values", () => {
  const n = 2 ** 20;
  const [{ cost }] = trace(matmul, [spec(n, n), spec(n, n)]).nodes;
  expect(cost).toEqual({ macs: n ** 3, other: 0, bytes: 3 * 4 * n ** 2 });
  expect(trace((x) => sum(x, { axes: 0 }), [spec(3, 5)]).nodes[0].cost).toEqual({
    macs: 0,
    other: 10,
    bytes: 80,
  });
});

test("several outputs, none of them computed", () => {
  const graph = trace((x) => [add(x, 1), mul(x, 2)], [spec(2)]);
  expect(graph.outputs.map(({ isAbstract }) => isAbstract)).toEqual([true, true]);
});

test("shape errors arise without values", () => {
  expect(() => trace(matmul, [spec(2, 3), spec(4, 2)])).toThrow(
    "matmul: operands are [2, 3] and [4, 2] but must be […, m, k] and […, k, n]",
  );
});

test("the graph remembers which algorithm was asked for", () => {
  const asked = defineOp<object, object>({
    name: "asked",
    inputs: [{ name: "x" }],
    params: () => ({}),
    outputs: (_, [x]) => [x],
    forward: (_, [x], [y]) => y.set(x),
    vjp: (_, { dy: [dy] }) => [dy],
    cost: elementCost(1),
  });
  const graph = trace((x) => asked(asked([x], {}), { algorithm: "definition" })[0], [spec(2)]);
  expect(graph.nodes.map(({ algorithm }) => algorithm)).toEqual([undefined, "definition"]);
});

test("refuses a function that returns no tensor", () => {
  expect(() => trace((() => 3) as never, [])).toThrow(
    "trace: f returned 3 but must return a tensor or a list of tensors",
  );
});
