import { expect, test } from "vitest";
import type { Cell, Notebook, Output } from "../notebook-file/notebook.js";
import { compareOutputs } from "./compare.js";

const print = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const picture = (svg: string): Output => ({
  output_type: "display_data",
  metadata: {},
  data: { "text/html": `<img src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}">` },
});

function notebook(outputs: Output[], tags: string[] = []): Notebook {
  const prose: Cell = { cell_type: "markdown", metadata: {}, source: "x" };
  const code: Cell = {
    cell_type: "code",
    metadata: { tags },
    source: "\nf(1);\nf(2);",
    outputs,
    execution_count: 1,
  };
  return { cells: [prose, code], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

test("equal outputs differ nowhere, and measured cells may differ", () => {
  expect(compareOutputs(notebook([print("1\n")]), notebook([print("1\n")]))).toEqual([]);
  expect(compareOutputs(notebook([print("1 ms\n")], ["measured"]), notebook([print("2 ms\n")]))).toEqual([]);
});

test("a changed line is shown with its neighbours", () => {
  const before = notebook([print("1\n2\n3\n4\n5\n6\n")]);
  expect(compareOutputs(before, notebook([print("1\n2\n3\n4\n7\n6\n")]))).toEqual([
    {
      cell: 1,
      source: "f(1);",
      name: "Output changed",
      message: "it differs from the stored one; if it is right now, `convkit run --write` stores it",
      details: ["--- stored", "+++ now", "@@ line 4 @@", " 3", " 4", "-5", "+7", " 6"],
    },
  ]);
});

test("an output that is new has nothing to stand against", () => {
  const [{ details }] = compareOutputs(notebook([]), notebook([print("1\n")]));
  expect(details).toEqual(["--- stored", "+++ now", "@@ line 1 @@", "+[stdout]", "+1"]);
});

test("a picture is compared by its SVG elements", () => {
  const [{ details }] = compareOutputs(
    notebook([picture('<svg><rect width="1"/><g/></svg>')]),
    notebook([picture('<svg><rect width="2"/><g/></svg>')]),
  );
  expect(details).toEqual([
    "--- stored",
    "+++ now",
    "@@ line 1 @@",
    " [text/html]",
    ' <img src="<svg>',
    '-<rect width="1"/>',
    '+<rect width="2"/>',
    " <g/>",
    ' </svg>">',
  ]);
});

test("a long difference is cut, line by line and as a whole", () => {
  const numbers = Array.from({ length: 100 }, (_, index) => `${index} ${"x".repeat(200)}\n`).join("");
  const [{ details }] = compareOutputs(notebook([print(numbers)]), notebook([]));
  expect(details).toHaveLength(43);
  expect(details?.at(-1)).toMatch(/^… \d+ more lines$/);
  expect(Math.max(...details!.map((line) => line.length))).toBe(161);
});
