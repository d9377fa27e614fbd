import type { Program } from "../program.js";
import {
  advance,
  type Code,
  type Fields,
  f32x4,
  f64x2,
  fields,
  get,
  i32,
  type Local,
  type Statement,
  set,
  v128,
  whileTrue,
} from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";
import { exp, type Keep, type Vector } from "./exponential.js";

/** Descriptor: addresses; `rows` of `length`, `block` of them an item. */
const softmaxFields: Fields<"x" | "y" | "rows" | "length" | "block"> = fields(
  ...(["x", "y", "rows", "length", "block"] as const),
);

/**
 * e^(x − max)/Σ e^(x − max) of each row: a pass for the maximum, one for the exponentials, which are added up in
 * float64, and one to divide. What rounding takes from x − max, d, is made good by e^(a + d) ≈ e^a·(1 + d).
 */
const softmaxModule: CodeModule = codeModule("softmax", (writer) => {
  writer.routine("softmax", 3, (local) => {
    const [row, last, from, to, left] = Array.from({ length: 5 }, () => local("i32"));
    const [x, e, max, sum] = Array.from({ length: 4 }, () => local("v128"));
    return (_, d, index) => {
      const word = softmaxFields.read;
      const turned = (value: Local<"v128">, lanes: readonly number[]): Vector =>
        f32x4.shuffle(get(value), get(value), lanes);
      const pass = (four: readonly Statement[], one: readonly Statement[]): Statement[] =>
        [
          { count: 4, body: four },
          { count: 1, body: one },
        ].map(({ count, body }) =>
          whileTrue(
            i32.lessOrEqual(i32.const(count), get(left)),
            ...body,
            ...[from, to].map((pointer) => advance(pointer, 4 * count)),
            advance(left, -count),
          ),
        );
      const atRow = (): Statement[] => {
        const start = i32.shl(i32.mul(get(row), word(d, "length")), i32.const(2));
        return [
          set(from, i32.add(word(d, "x"), start)),
          set(to, i32.add(word(d, "y"), start)),
          set(left, word(d, "length")),
        ];
      };
      const exponential = (): Statement[] => {
        const steps: Statement[] = [];
        const keep: Keep = (value) => {
          const kept = local("v128");
          steps.push(set(kept, value));
          return get(kept);
        };
        const shifted = keep(f32x4.sub(get(x), get(max)));
        const back = keep(f32x4.sub(shifted, get(x)));
        const lost = keep(f32x4.sub(f32x4.sub(get(x), f32x4.sub(shifted, back)), f32x4.add(get(max), back)));
        const power = keep(exp(shifted, keep));
        // Beside infinities nothing is lost, and the difference is NaN.
        const correction = f32x4.mul(power, v128.and(lost, f32x4.equal(lost, lost)));
        return [...steps, set(e, f32x4.add(power, correction))];
      };
      const add = (value: Vector): Statement => set(sum, f64x2.add(get(sum), value));
      const divided = (read: Code<"v128">): Vector => f32x4.div(read, get(sum));
      return [
        set(row, i32.mul(get(index), word(d, "block"))),
        set(last, i32.add(get(row), word(d, "block"))),
        set(last, i32.select(i32.less(get(last), word(d, "rows")), get(last), word(d, "rows"))),
        whileTrue(
          i32.less(get(row), get(last)),
          set(max, f32x4.splat(Number.NEGATIVE_INFINITY)),
          ...atRow(),
          ...pass(
            [set(max, f32x4.max(get(max), f32x4.load(get(from))))],
            [set(max, f32x4.max(get(max), f32x4.loadSplat(get(from))))],
          ),
          set(max, f32x4.max(get(max), turned(max, [2, 3, 0, 1]))),
          set(max, f32x4.max(get(max), turned(max, [1, 0, 3, 2]))),
          set(sum, f64x2.splat(0)),
          ...atRow(),
          ...pass(
            [
              set(x, f32x4.load(get(from))),
              ...exponential(),
              f32x4.store(get(to), get(e)),
              add(f64x2.promote(get(e))),
              add(f64x2.promote(turned(e, [2, 3, 0, 1]))),
            ],
            [
              set(x, f32x4.loadSplat(get(from))),
              ...exponential(),
              f32x4.storeLane(get(to), get(e), 0),
              add(v128.and(f64x2.promote(get(e)), v128.words(-1, -1, 0, 0))),
            ],
          ),
          set(sum, f64x2.demote(f64x2.add(get(sum), turned(sum, [2, 3, 0, 1])))),
          set(sum, turned(sum, [0, 0, 0, 0])),
          ...atRow(),
          ...pass(
            [f32x4.store(get(to), divided(f32x4.load(get(to))))],
            [f32x4.storeLane(get(to), divided(f32x4.loadSplat(get(to))), 0)],
          ),
          advance(row, 1),
        ),
      ];
    };
  });
});

/** Elements of an item, about. */
const itemSize = 4096;

/** Softmax of `rows` rows of `length` neighbours. */
export function softmaxProgram(rows: number, length: number): Program {
  const part = { size: rows * length, perSample: true };
  const block = Math.max(1, Math.floor(itemSize / length));
  return {
    operands: [part, part],
    prepared: 0,
    shared: 0,
    scratch: 0,
    tables: [],
    steps: 1,
    makeTables: () => [],
    prepare: () => [],
    run: ({ operands: [x, y] }) => [
      {
        routine: { module: softmaxModule, name: "softmax" },
        words: softmaxFields.list({ x, y, rows, length, block }),
        items: Math.ceil(rows / block),
      },
    ],
  };
}
