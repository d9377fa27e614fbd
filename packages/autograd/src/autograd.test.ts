import {
  add,
  defineOp,
  elementCost,
  exp,
  mul,
  reshape,
  sum,
  type Tensor,
  tensor,
  trace,
} from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { grad, jvp, valueAndGrad, vjp } from "./index.js";

const f64 = (data: number | number[]): Tensor => tensor(data, undefined, "float64");
const cube = (x: Tensor): Tensor => mul(x, mul(x, x));

describe("grad", () => {
  test("nests: the first four derivatives of x³ at 2", () => {
    const first = grad(cube);
    const second = grad(first);
    const third = grad(second);
    const fourth = grad(third);
    const at2 = [first, second, third, fourth].map((f) => f(f64(2)).item());
    expect(at2).toEqual([12, 12, 6, 0]);
  });

  test("does not confuse the variables of nested gradients (Siskind & Pearlmutter 2005)", () => {
    // d/dx x · (d/dy (x + y)) at 1 = 1
    const f = (x: Tensor): Tensor => mul(x, grad((y: Tensor) => add(x, y))(f64(1)));
    expect(grad(f)(f64(1)).item()).toBe(1);
  });

  test("takes a captured tensor for a constant, even where it is the argument itself", () => {
    const x = f64(3);
    expect(grad((y: Tensor) => mul(y, x))(x).item()).toBe(3);
    expect(
      grad((a: Tensor, b: Tensor) => mul(a, b), { wrt: [0, 1] })(x, x).map((g: Tensor) => g.item()),
    ).toEqual([3, 3]);
  });

  test("returns the structure of the argument", () => {
    const loss = ({ layer: [w, b] }: { layer: Tensor[] }, x: Tensor): Tensor => sum(add(mul(w, x), b));
    const gradient = grad(loss)({ layer: [f64([1, 2]), f64([0, 0])] }, f64([5, 7]));
    expect(gradient.layer.map((g: Tensor) => g.toArray())).toEqual([
      [5, 7],
      [1, 1],
    ]);
  });

  test("adds up what flows through several paths, and gives zeros where none does", () => {
    const f = (x: Tensor, _unused: Tensor): Tensor => add(mul(x, x), exp(x));
    const [dx, dUnused] = grad(f, { wrt: [0, 1] })(f64(0), f64([1, 2]));
    expect(dx.item()).toBe(1);
    expect(dUnused.toArray()).toEqual([0, 0]);
  });

  test("refuses what it cannot do, by name", () => {
    expect(() => grad((x: Tensor) => x)(f64([1, 2]))).toThrow(
      "grad: f returned a tensor [2] but must return one number as a tensor; sum or average it, or use vjp with a gradient of that shape",
    );
    expect(() => grad((x: Tensor) => x)(tensor([1], [1], "int32"))).toThrow(
      'grad: argument 0 holds int32 [1] but only float32 and float64 have gradients; convert it with .to("float32")',
    );
    expect(() => grad((x: Tensor) => x, { wrt: 1 })(f64(1))).toThrow(
      "grad: wrt is 1 but must index the 1 arguments given, from 0",
    );
    expect(() => grad((async (x: Tensor) => x) as never)(f64(1))).toThrow(
      "grad: the function returned a Promise but must be synchronous; await outside the function and pass the tensors in",
    );
  });
});

describe("vjp", () => {
  test("pulls back as often as asked, through several outputs", () => {
    const { value, pullback } = vjp((x: Tensor) => [mul(x, 2), mul(x, x)], f64(3));
    expect(value.map((y) => y.item())).toEqual([6, 9]);
    expect(pullback([f64(1), f64(0)])[0].item()).toBe(2);
    expect(pullback([f64(1), f64(10)])[0].item()).toBe(62);
  });

  test("checks the gradient it is given", () => {
    const { pullback } = vjp((x: Tensor) => mul(x, x), f64([1, 2]));
    expect(() => pullback(f64([1]))).toThrow(
      "vjp (pullback): dy is float64 [1] but the value of f is float64 [2]",
    );
  });

  test("names a rule whose gradient has the wrong shape", () => {
    const wrong = defineOp<object, object>({
      name: "wrong",
      inputs: [{ name: "x" }],
      params: () => ({}),
      outputs: (_, [x]) => [x],
      forward: (_, [x], [y]) => y.set(x),
      vjp: (_, { dy: [dy] }) => [reshape(dy, [1, 2])],
      cost: elementCost(0),
    });
    const { pullback } = vjp((x: Tensor) => wrong([x], {})[0], f64([1, 2]));
    expect(() => pullback(f64([1, 1]))).toThrow(
      "wrong (gradient rule): gradient of x is float64 [1, 2] but x is float64 [2]",
    );
  });

  test("computes only the gradients asked for", () => {
    const wanted: (readonly boolean[])[] = [];
    const spy = defineOp<object, object>({
      name: "spy",
      inputs: [{ name: "a" }, { name: "b" }],
      params: () => ({}),
      outputs: (_, [a]) => [a],
      forward: (_, [a], [y]) => y.set(a),
      vjp: (_, at) => {
        wanted.push(at.wanted);
        return [at.dy[0], undefined];
      },
      cost: elementCost(0),
    });
    grad((x: Tensor) => spy([x, f64(1)], {})[0])(f64(1));
    expect(wanted).toEqual([[true, false]]);
  });
});

test("valueAndGrad gives both from one run", () => {
  const { value, grad: gradient } = valueAndGrad((x: Tensor) => sum(mul(x, x)))(f64([1, 2]));
  expect([value.item(), gradient.toArray()]).toEqual([5, [2, 4]]);
});

test("jvp is the derivative along a direction", () => {
  const { value, tangent } = jvp((x: Tensor, y: Tensor) => mul(x, y), [f64(2), f64(5)], [f64(1), f64(10)]);
  expect([value.item(), tangent.item()]).toEqual([10, 25]);
});

test("a gradient can be traced on shapes alone", () => {
  const graph = trace(
    grad((x) => sum(cube(x))),
    [{ shape: [2, 3], dtype: "float32" }],
  );
  expect(graph.outputs[0].shape).toEqual([2, 3]);
  expect(graph.nodes.some((node) => node.operation.name === "mul")).toBe(true);
});
