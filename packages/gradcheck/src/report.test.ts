import { inspect } from "node:util";
import { mul, sum, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import { checkGrad, errorByStep } from "./index.js";

const report = checkGrad((x, y) => sum(mul(mul(x, x), y)), [tensor([1, 2, 3]), tensor(2)], { order: 2 });

test("prints alike as a string and in the console", () => {
  expect(inspect(report)).toBe(report.toString());
  expect(report.toString()).toMatchInlineSnapshot(`
    "the gradient is right (full Jacobian, relative tolerance 1e-6)
      order  input        verdict  worst at  output at                gradient  numeric   ±      relative error
      1      input 0 [3]  right    [0]       output []                4         4         1e-11  0
      1      input 1 []   right    []        output []                14        14        1e-11  0
      2      input 0 [3]  right    [0]       gradient of input 1 []   -1.78572  -1.78572  1e-11  1e-12
      2      input 1 []   right    []        gradient of input 0 [1]  -3.57144  -3.57144  1e-11  1e-12
      2      dy []        right    []        gradient of input 0 [0]  4         4         1e-10  0"
  `);
});

test("says where the worst entry stands, as data", () => {
  const half = checkGrad((x) => mul(x, tensor(x.data, x.shape)), [tensor([0, 2, 3])]);
  expect(half.ok).toBe(false);
  expect(half.worst).toMatchObject({
    order: 1,
    name: "input 0",
    index: [1],
    output: { name: "output", index: [1] },
    gradient: 2,
    numeric: expect.closeTo(4, 9),
    relError: expect.closeTo(0.5, 4),
  });
  expect(half.maxRelError).toBe(half.worst?.relError);
  expect(Object.keys(JSON.parse(JSON.stringify(half)))).toEqual([
    "ok",
    "maxRelError",
    "worst",
    "inputs",
    "problems",
    "rtol",
    "methods",
  ]);
});

test("shows in a notebook as a table", () => {
  const draw = (report as any)[Symbol.for("convkit.display")];
  const bundle = draw.call(checkGrad((x) => mul(x, x), [tensor([1])]));
  expect(Object.keys(bundle)).toEqual(["text/html", "text/plain"]);
  expect(bundle["text/html"]).toMatchInlineSnapshot(
    `"<p>the gradient is right (full Jacobian, relative tolerance 1e-6)</p><table><tr><th>order</th><th>input</th><th>verdict</th><th>worst at</th><th>output at</th><th>gradient</th><th>numeric</th><th>±</th><th>relative error</th></tr><tr><td>1</td><td>input 0 [1]</td><td>right</td><td>[0]</td><td>output [0]</td><td>2</td><td>2</td><td>1e-12</td><td>0</td></tr></table>"`,
  );
});

test("errorByStep: central differences fall as h², one-sided as h, until rounding takes over", () => {
  const { steps, central, forward } = errorByStep((x) => mul(x, mul(x, x)), [tensor([1, 2, -0.5])]);
  const at = (step: number): number => steps.findIndex((h) => Math.abs(h / step - 1) < 1e-9);
  expect([steps.length, steps[0], steps.at(-1)]).toEqual([61, 1, expect.closeTo(1e-15, 24)]);
  expect(Math.log10(central[at(0.1)] / central[at(0.01)])).toBeCloseTo(2, 3);
  expect(Math.log10(forward[at(1e-3)] / forward[at(1e-4)])).toBeCloseTo(1, 2);
  expect(Math.min(...central)).toBeLessThan(1e-9);
  expect(central[at(1e-15)]).toBeGreaterThan(1e-3);
});
