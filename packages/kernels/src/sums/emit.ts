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
  least,
  type Statement,
  set,
  whileTrue,
} from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";

/**
 * Descriptor: the divisor as float64; addresses of operand, result, and tables of the outputs' and the runs' byte
 * offsets; an item is `block` outputs or columns, `chunks` of them in a row of columns.
 */
export const sumFields: Fields<
  | "divisor"
  | "divisorHigh"
  | "x"
  | "y"
  | "starts"
  | "runs"
  | "runCount"
  | "length"
  | "outputs"
  | "block"
  | "chunks"
> = fields(
  ...(["divisor", "divisorHigh", "x", "y", "starts", "runs", "runCount"] as const),
  ...(["length", "outputs", "block", "chunks"] as const),
);

type I32 = Code<"i32">;
const word = sumFields.read;
const bytes = (count: I32): I32 => i32.shl(count, i32.const(2));
/** Two neighbours, or one and a zero, as float64. */
const two = (at: Local<"i32">, offset: number): Code<"v128"> => f64x2.promote(f32x4.loadTwo(get(at), offset));
const one = (at: Local<"i32">): Code<"v128"> => f64x2.promote(f32x4.loadOne(get(at)));

/** Sums in float64, divided and rounded once. Four vectors of sums hide the wait for an addition. */
export const sumModule: CodeModule = codeModule("sums", (writer) => {
  const divided = (d: Local<"i32">, sum: Code<"v128">): Code<"v128"> =>
    f64x2.demote(f64x2.div(sum, f64x2.loadSplat(get(d), sumFields.offset("divisor"))));
  const add = (sum: Local<"v128">, value: Code<"v128">): Statement => set(sum, f64x2.add(get(sum), value));
  const start = (d: Local<"i32">, output: Local<"i32">): I32 =>
    i32.add(word(d, "x"), i32.load(i32.add(word(d, "starts"), bytes(get(output)))));
  const run = (d: Local<"i32">, left: Local<"i32">): I32 =>
    i32.load(i32.add(word(d, "runs"), bytes(i32.sub(get(left), i32.const(1)))));

  writer.routine("across", 3, (local) => {
    const [output, last, base, runs, from, left] = Array.from({ length: 6 }, () => local("i32"));
    const sums = Array.from({ length: 4 }, () => local("v128"));
    return (_, d, index) => [
      set(output, i32.mul(get(index), word(d, "block"))),
      set(last, least(i32.add(get(output), word(d, "block")), word(d, "outputs"))),
      whileTrue(
        i32.less(get(output), get(last)),
        ...sums.map((sum) => set(sum, f64x2.splat(0))),
        set(base, start(d, output)),
        set(runs, word(d, "runCount")),
        whileTrue(
          get(runs),
          set(from, i32.add(get(base), run(d, runs))),
          set(left, word(d, "length")),
          whileTrue(
            i32.lessOrEqual(i32.const(8), get(left)),
            ...sums.map((sum, i) => add(sum, two(from, 8 * i))),
            advance(from, 32),
            advance(left, -8),
          ),
          whileTrue(get(left), add(sums[0], one(from)), advance(from, 4), advance(left, -1)),
          advance(runs, -1),
        ),
        ...[1, 2, 3].map((i) => add(sums[0], get(sums[i]))),
        add(sums[0], f32x4.shuffle(get(sums[0]), get(sums[0]), [2, 3, 0, 1])),
        f32x4.storeLane(i32.add(word(d, "y"), bytes(get(output))), divided(d, get(sums[0])), 0),
        advance(output, 1),
      ),
    ];
  });

  writer.routine("along", 3, (local) => {
    const [output, base, to, runs, from, left] = Array.from({ length: 6 }, () => local("i32"));
    const sums = Array.from({ length: 4 }, () => local("v128"));
    return (_, d, index) => {
      const first = i32.mul(i32.rem(get(index), word(d, "chunks")), word(d, "block"));
      const columns = (count: number, own: typeof sums, value: (i: number) => Code<"v128">): Statement =>
        whileTrue(
          i32.lessOrEqual(i32.const(count), get(left)),
          ...own.map((sum) => set(sum, f64x2.splat(0))),
          set(runs, word(d, "runCount")),
          whileTrue(
            get(runs),
            set(from, i32.add(get(base), run(d, runs))),
            ...own.map((sum, i) => add(sum, value(i))),
            advance(runs, -1),
          ),
          ...own.map((sum, i) =>
            count === 1
              ? f32x4.storeLane(get(to), divided(d, get(sum)), 0)
              : f32x4.storeHalf(get(to), divided(d, get(sum)), 0, 8 * i),
          ),
          advance(base, 4 * count),
          advance(to, 4 * count),
          advance(left, -count),
        );
      return [
        set(output, i32.div(get(index), word(d, "chunks"))),
        set(left, least(word(d, "block"), i32.sub(word(d, "length"), first))),
        set(base, i32.add(start(d, output), bytes(first))),
        set(to, i32.add(word(d, "y"), bytes(i32.add(i32.mul(get(output), word(d, "length")), first)))),
        columns(8, sums, (i) => two(from, 8 * i)),
        columns(1, sums.slice(0, 1), () => one(from)),
      ];
    };
  });
});
