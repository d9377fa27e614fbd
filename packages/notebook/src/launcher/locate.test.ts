import { createRequire } from "node:module";
import { expect, test } from "vitest";

const { locate } = createRequire(import.meta.url)("./locate.cjs") as {
  locate: (script: string, line: number, source: string) => { line: number; source: string };
};

const source = `import assert from 'node:assert';
interface Size { width: number }

// Twice the same line: the order decides.
const q = (x: number): number => {
  check(x);
  return x;
};
check(1);
assert.deepEqual([1,2],
  [1,3]);
check(x);`;

// What tslab makes of it.
const script = `(function(exports, require) { var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.q = exports.assert = exports.tsLastExpr = void 0;
const node_assert_1 = __importDefault(require("node:assert"));
exports.assert = node_assert_1.default;
// Twice the same line: the order decides.
const q = (x) => {
    check(x);
    return x;
};
exports.q = q;
check(1);
node_assert_1.default.deepEqual([1, 2], [1, 3]);
exports.tsLastExpr = check(x);
})(__tslab__.exports, __tslab__.require)`;

test.each([
  [6, 1],
  [9, 5],
  [10, 6],
  [11, 7],
  [14, 9],
  [15, 10],
  [16, 12],
])("line %i of the script is line %i of the cell", (line, expected) => {
  expect(locate(script, line, source)).toEqual({ line: expected, source: source.split("\n")[expected - 1] });
});

test("a cell of one line has no other", () => {
  const one =
    "(function(exports, require) { throw new Error('x');\n\n})(__tslab__.exports, __tslab__.require)";
  expect(locate(one, 1, "throw new Error('x');")).toEqual({ line: 1, source: "throw new Error('x');" });
});
