import { concat, defineOp, elementCost, greater, mul, pick, sum, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import { checkOperation } from "./index.js";

test("names the inputs as the record does, and holds indices fixed", () => {
  const indices = tensor([1, 0], [2], "int32");
  const report = checkOperation(pick, { inputs: [[2, 3], indices], options: { axes: 1 }, order: 2 });
  expect(report.inputs.map(({ order, name, verdict }) => [order, name, verdict])).toEqual([
    [1, "x", "right"],
    [2, "x", "right"],
    [2, "dy", "right"],
  ]);
});

test("takes any number of inputs where the record does", () => {
  const report = checkOperation(concat, {
    inputs: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    options: { axis: 1 },
  });
  expect([report.ok, report.inputs.length]).toEqual([true, 3]);
});

test("finds a user's wrong rule", () => {
  const scale = defineOp<{ by: number }, number>({
    name: "scale",
    inputs: [{ name: "signal" }],
    params: ({ by }) => by,
    outputs: (_, [x]) => [x],
    forward(by, [x], [y]) {
      for (let i = 0; i < y.length; i++) y[i] = by * x[i];
    },
    vjp: (by, { dy: [dy] }) => [mul(dy, -by)],
    cost: elementCost(1),
  });
  expect(checkOperation(scale, { inputs: [[2, 2]], options: { by: 3 } }).toString()).toMatchInlineSnapshot(`
    "the gradient of signal is wrong (full Jacobian, relative tolerance 1e-6)
      order  input          verdict  worst at  output at      gradient  numeric  ±      relative error
      1      signal [2, 2]  wrong    [0, 0]    output [0, 0]  -3        3        1e-11  2
      hint for signal: the sign is wrong everywhere"
  `);
});

test("refuses what it cannot make, by name", () => {
  expect(() => checkOperation(pick, { inputs: [[2, 3], [2]], options: { axes: 1 } })).toThrow(
    "checkOperation: inputs[1] is [2] but indices of pick has no gradient and must be a tensor, not a shape",
  );
  expect(() => checkOperation(greater, { inputs: [tensor([1]), tensor([2])] })).toThrow(
    "checkOperation: greater has no input with a gradient but there must be one to check",
  );
  expect(() => checkOperation(sum, { inputs: [[2]], seeds: 1 } as never)).toThrow(
    "checkOperation: there is no option seeds (the options are order, rtol, seed); did you mean seed?",
  );
  expect(() => checkOperation(sum, {} as never)).toThrow(
    "checkOperation: inputs is missing but must be an array of tensors and shapes",
  );
});
