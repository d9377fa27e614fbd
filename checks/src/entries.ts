/** An entry point of a package, with a call of its main function that works and one that must not compile. */
export interface Entry {
  readonly name: string;
  /** Names to import, by entry point. */
  readonly imports: Readonly<Record<string, string>>;
  /** An expression (or a Promise of its value), and its value as JSON. */
  readonly right: string;
  readonly value: unknown;
  /** An expression that a compiler must refuse; it would accept it if the types had become `any`. */
  readonly wrong: string;
  /** Runs only in Node; the others must run in a browser too. */
  readonly node?: true;
}

export const entries: readonly Entry[] = [
  {
    name: "@convkit/kernels",
    imports: { "@convkit/kernels": "offsets" },
    right: "Array.from(offsets([2, 2], [10, 1]))",
    value: [0, 1, 10, 11],
    wrong: "offsets(2, 10)",
  },
  {
    name: "@convkit/tensor",
    imports: { "@convkit/tensor": "matmul, tensor" },
    right: "Array.from(matmul(tensor([[1, 2]]), tensor([[3], [4]])).data)",
    value: [11],
    wrong: "matmul(1, 2)",
  },
  {
    name: "@convkit/conv",
    imports: { "@convkit/tensor": "ones", "@convkit/conv": "conv2d" },
    right: "Array.from(conv2d(ones([1, 1, 3, 2]), ones([1, 1, 2, 2]), { stride: 1 }).data)",
    value: [4, 4],
    wrong: "conv2d(ones([1, 1, 3, 2]), ones([1, 1, 2, 2]), { stride: true })",
  },
  {
    name: "@convkit/autograd",
    imports: { "@convkit/tensor": "square, tensor", "@convkit/autograd": "vjp" },
    right: "Array.from(vjp(square, tensor([1, -3])).pullback(tensor([1, 1]))[0].data)",
    value: [2, -6],
    wrong: "vjp(square, 3)",
  },
  {
    name: "@convkit/gradcheck",
    imports: { "@convkit/tensor": "square, tensor", "@convkit/gradcheck": "checkGrad" },
    right: 'checkGrad(square, [tensor([1, -3], [2], "float64")]).ok',
    value: true,
    wrong: "checkGrad(square, 3)",
  },
  {
    name: "@convkit/formats",
    imports: { "@convkit/tensor": "tensor", "@convkit/formats": "readNpy, writeNpy" },
    right: "readNpy(writeNpy(tensor([1, 2], [2, 1]))).shape",
    value: [2, 1],
    wrong: 'readNpy("x.npy")',
  },
  {
    name: "@convkit/formulas",
    imports: { "@convkit/formulas": "evaluate" },
    right: 'evaluate("conv.size", { W: 227, F: 11, P: 0, S: 4 }).inDomain',
    value: true,
    wrong: 'evaluate("conv.size", "W = 227")',
  },
  {
    name: "@convkit/plot",
    imports: { "@convkit/plot": "convDiagram" },
    right: "convDiagram({ input: 5, kernel: 3 }).slice(0, 4)",
    value: "<svg",
    wrong: "convDiagram({ input: 5 })",
  },
  {
    name: "@convkit/plot/static",
    imports: { "@convkit/plot": "chart", "@convkit/plot/static": "chartSvg" },
    right:
      'chartSvg(chart.bars({ title: "a", unit: "n", counts: { one: 1 } })).then((svg) => svg.slice(0, 4))',
    value: "<svg",
    wrong: 'chartSvg("bars")',
    node: true,
  },
  ...["@convkit/nn", "@convkit/nn/compile"].map((name) => ({
    name,
    imports: { "@convkit/tensor": "mul, tensor", [name]: "compile" },
    right: 'Array.from(compile((x) => mul(x, 2), [{ shape: [2], dtype: "float32" }])(tensor([1, 3])).data)',
    value: [2, 6],
    wrong: "compile((x) => x, [2])",
  })),
  {
    name: "@convkit/notebook",
    imports: { "@convkit/notebook": "formatNotebook, parseNotebook, runNotebook" },
    right: "[typeof runNotebook, typeof parseNotebook, typeof formatNotebook]",
    value: ["function", "function", "function"],
    wrong: 'parseNotebook(1, "a.ipynb")',
    node: true,
  },
  {
    name: "@convkit/notebook/display",
    imports: { "@convkit/notebook/display": "bundle, picture" },
    right: 'bundle({ tex: "k" })',
    value: { "text/latex": "$$k$$", "text/plain": "k" },
    wrong: "picture(3)",
  },
];

/** The statements that import what an entry's expressions use. */
export function imports(entry: Entry): string {
  return Object.entries(entry.imports)
    .map(([from, names]) => `import { ${names} } from "${from}";\n`)
    .join("");
}
