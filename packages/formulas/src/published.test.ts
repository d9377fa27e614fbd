import { describe, expect, test } from "vitest";
import { evaluate } from "./index.js";

// Numbers printed in the sources, and faults that were reported against other libraries.
type Row = [name: string, values: Record<string, number>, value: number];

const guide: Row[] = [
  ["conv.floor", { W: 4, F: 3, S: 1, P: 0 }, 2],
  ["conv.floor", { W: 5, F: 4, S: 1, P: 2 }, 6],
  ["conv.floor", { W: 5, F: 3, S: 1, P: 1 }, 5],
  ["conv.floor", { W: 5, F: 3, S: 1, P: 2 }, 7],
  ["conv.floor", { W: 5, F: 3, S: 2, P: 0 }, 2],
  ["conv.floor", { W: 5, F: 3, S: 2, P: 1 }, 3],
  ["conv.floor", { W: 6, F: 3, S: 2, P: 1 }, 3],
  ["conv.unread", { W: 6, F: 3, S: 2, P: 1 }, 1],
  ["dil.size", { i: 7, k: 3, s: 1, p: 0, d: 2 }, 3],
  ["dil.k", { k: 3, d: 2 }, 5],
  // The transposes give the seven input sizes back.
  ["tr.1", { iPrime: 2, k: 3 }, 4],
  ["tr.2", { iPrime: 6, k: 4, p: 2 }, 5],
  ["tr.3", { iPrime: 5, k: 3, p: 1 }, 5],
  ["tr.4", { iPrime: 7, k: 3, p: 2 }, 5],
  ["tr.5", { iPrime: 2, k: 3, s: 2, i: 5 }, 5],
  ["tr.6", { iPrime: 3, k: 3, s: 2, p: 1, i: 5 }, 5],
  ["tr.7", { iPrime: 3, k: 3, s: 2, p: 1, alpha: 1, i: 6 }, 6],
  ["tr.alpha", { i: 6, k: 3, s: 2, p: 1 }, 1],
  ["tr.emulate", { iPrime: 3, k: 3, s: 2, p: 1, alpha: 1 }, 6],
];

const cs231n: Row[] = [
  ["conv.size", { W: 227, F: 11, S: 4, P: 0 }, 55],
  ["conv.size", { W: 7, F: 3, S: 1, P: 0 }, 5],
  ["conv.size", { W: 7, F: 3, S: 2, P: 0 }, 3],
  ["pool.size", { W: 224, F: 2, S: 2 }, 112],
  ["pool.75", { W: 224, F: 2, S: 2 }, 0.75],
  // Its im2col example: 11·11·3 rows and 55·55 = 3025 columns from a 227·227·3 input.
  ["im2col.memory", { W: 227, F: 11, S: 4, P: 0 }, (363 * 3025) / (227 * 227 * 3)],
  ["im2col.complexity", { W: 227, F: 11, S: 4, P: 0, D: 3, K: 96 }, 105_415_200],
];

const libraries: Row[] = [
  // Rounding up drops windows that start in the end padding.
  ["pool.ceil", { W: 5, F: 2, S: 2, P: 1 }, 3],
  ["pool.ceil", { W: 5, F: 3, S: 3, P: 1 }, 2],
  ["pool.ceil", { W: 8, F: 3, S: 4, P: 0 }, 2],
  ["pool.ceil", { W: 64, F: 3, S: 2, P: 1 }, 33],
  ["pool.floor", { W: 64, F: 3, S: 2 }, 31],
  // "Same" counts the effective kernel, and never pads by a negative amount.
  ["conv.same", { i: 6, s: 2 }, 3],
  ["conv.same.padding", { i: 6, k: 3, s: 2, d: 1 }, 1],
  ["conv.same.padding", { i: 9, k: 1, s: 3, d: 1 }, 0],
  ["conv.same.padding", { i: 7, k: 3, s: 1, d: 2 }, 4],
  ["tr.same", { iPrime: 2, s: 3 }, 6],
  // Dilation belongs into the transposed size; outputPadding may reach it.
  ["tr.size", { iPrime: 50, k: 3, s: 2, d: 3, p: 4, outputPadding: 0 }, 97],
  ["tr.size", { iPrime: 2, k: 2, s: 1, d: 2, p: 0, outputPadding: 1 }, 5],
  ["dil.stack", { k: 3, L: 3 }, 15],
];

describe.each([
  ["Dumoulin & Visin", guide],
  ["CS231n", cs231n],
  ["libraries", libraries],
])("%s", (_, rows) => {
  test.each(rows)("%s %j → %d", (name, values, value) => {
    expect(evaluate(name, values)).toMatchObject({ inDomain: true, value });
  });
});

test("the equivalent direct convolution comes with the size", () => {
  expect(evaluate("tr.6", { iPrime: 3, k: 4, s: 2, p: 1 })).toEqual({
    inDomain: true,
    value: 6,
    where: { iStretched: 5, kPrime: 4, sPrime: 1, pPrime: 2 },
  });
});
