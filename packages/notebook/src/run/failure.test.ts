import { expect, test } from "vitest";
import { describeFailure } from "./failure.js";

test("a failure says where, shows the line, names the error", () => {
  const details = [
    "    at cell 2, line 5, f: throw new RangeError('kaboom');",
    "    at cell 3, line 3: f();",
  ];
  const failure = {
    cell: 3,
    line: 3,
    source: "  f();",
    name: "RangeError",
    message: "kaboom\nand more",
    details,
  };
  expect(describeFailure("a.ipynb", failure)).toBe(`a.ipynb, cell 3, line 3
  > f();
  RangeError: kaboom
  and more
      at cell 2, line 5, f: throw new RangeError('kaboom');
      at cell 3, line 3: f();`);
});

test("what has no cell and no line does without", () => {
  expect(describeFailure("a.ipynb", { name: "Kernel died", message: "it was killed by SIGKILL" })).toBe(
    "a.ipynb\n  Kernel died: it was killed by SIGKILL",
  );
});

test("colours that a cell put into its message are dropped", () => {
  expect(describeFailure("a.ipynb", { cell: 1, name: "Error", message: "\u001b[31mred\u001b[39m" })).toBe(
    "a.ipynb, cell 1\n  Error: red",
  );
});
