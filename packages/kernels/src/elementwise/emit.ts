import {
  advance,
  type Code,
  type Fields,
  f32x4,
  fields,
  get,
  i32,
  type Local,
  least,
  repeatWhile,
  type Statement,
  set,
  whileTrue,
} from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";
import { type FormulaName, formulas } from "./formulas.js";
import type { Kind } from "./layout.js";

const operandNames = ["0", "1", "2"] as const;
type Operand = (typeof operandNames)[number];

/**
 * Descriptor: addresses of operands, of the tables of their rows' byte offsets, and of the result; `rows` of `length`,
 * an item being `blockRows` of them or a `chunk` of one; constants, and bounds of the result.
 */
export const rowFields: Fields<
  | `operand${Operand}`
  | `starts${Operand}`
  | "result"
  | "rows"
  | "length"
  | "blockRows"
  | "chunk"
  | "chunks"
  | "constant0"
  | "constant1"
  | "low"
  | "high"
> = fields(
  ...(["operand0", "operand1", "operand2", "starts0", "starts1", "starts2", "result"] as const),
  ...(["rows", "length", "blockRows", "chunk", "chunks", "constant0", "constant1", "low", "high"] as const),
);

type I32 = Code<"i32">;
const bytes = (count: I32): I32 => i32.shl(count, i32.const(2));

/**
 * One item: rows, or a part of one, from operands of these kinds. Sixteen elements a pass hide the loop; then four,
 * then one by one, so nothing is read or written beyond an array.
 */
export function rowModule(name: FormulaName, kinds: readonly Kind[], clamped: boolean): CodeModule {
  return codeModule(`elementwise ${name} ${kinds.join(" ")} ${clamped}`, (writer) => {
    const word = rowFields.read;
    writer.routine("rows", 3, (local) => {
      const [row, last, from, length, left, to] = Array.from({ length: 6 }, () => local("i32"));
      const pointers = kinds.map(() => local("i32"));
      const values = kinds.map(() => local("v128"));
      const constants = ["constant0", "constant1"].map(() => local("v128"));
      const [low, high] = [local("v128"), local("v128")];
      const moving = pointers.filter((_, i) => kinds[i] !== "number");
      /** Computes from the values loaded, then `use`s the result. */
      const computed = (use: (result: Code<"v128">) => Statement): Statement[] => {
        const steps: Statement[] = [];
        const keep = (value: Code<"v128">): Code<"v128"> => {
          const kept = local("v128");
          steps.push(set(kept, value));
          return get(kept);
        };
        const y = formulas[name](values.map(get<"v128">), constants.map(get<"v128">), keep);
        return [...steps, use(clamped ? f32x4.min(f32x4.max(y, get(low)), get(high)) : y)];
      };
      const load = (read: typeof f32x4.load, at: number): Statement[] =>
        kinds.flatMap((kind, i) => (kind === "number" ? [] : [set(values[i], read(get(pointers[i]), at))]));
      const pass = (count: number, ...body: Statement[]): Statement =>
        whileTrue(
          i32.lessOrEqual(i32.const(count), get(left)),
          ...body,
          ...[...moving, to].map((pointer) => advance(pointer, 4 * count)),
          advance(left, -count),
        );
      const four = (at: number): Statement[] => [
        ...load(f32x4.load, at),
        ...computed((y) => f32x4.store(get(to), y, at)),
      ];
      return (_, d, index) => {
        const start = (i: number): I32 =>
          i32.add(
            word(d, `operand${i as 0}`),
            i32.load(i32.add(word(d, `starts${i as 0}`), bytes(get(row)))),
          );
        const inResult = (place: I32): I32 =>
          i32.add(place, bytes(i32.add(i32.mul(get(row), word(d, "length")), get(from))));
        const splat = (to: Local<"v128">, name: Parameters<typeof rowFields.offset>[0]): Statement =>
          set(to, f32x4.loadSplat(get(d), rowFields.offset(name)));
        return [
          splat(constants[0], "constant0"),
          splat(constants[1], "constant1"),
          splat(low, "low"),
          splat(high, "high"),
          set(row, i32.mul(i32.div(get(index), word(d, "chunks")), word(d, "blockRows"))),
          set(last, least(i32.add(get(row), word(d, "blockRows")), word(d, "rows"))),
          set(from, i32.mul(i32.rem(get(index), word(d, "chunks")), word(d, "chunk"))),
          set(length, least(word(d, "chunk"), i32.sub(word(d, "length"), get(from)))),
          set(to, inResult(word(d, "result"))),
          ...kinds.flatMap((kind, i) =>
            kind === "whole" ? [set(pointers[i], inResult(word(d, `operand${i as 0}`)))] : [],
          ),
          repeatWhile(
            i32.less(get(row), get(last)),
            ...kinds.flatMap((kind, i) =>
              kind === "row"
                ? [set(pointers[i], i32.add(start(i), bytes(get(from))))]
                : kind === "number"
                  ? [set(values[i], f32x4.loadSplat(start(i)))]
                  : [],
            ),
            set(left, get(length)),
            pass(16, ...[0, 16, 32, 48].flatMap(four)),
            pass(4, ...four(0)),
            pass(1, ...load(f32x4.loadSplat, 0), ...computed((y) => f32x4.storeLane(get(to), y, 0))),
            advance(row, 1),
          ),
        ];
      };
    });
  });
}
