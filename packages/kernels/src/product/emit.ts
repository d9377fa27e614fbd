import {
  advance,
  type Code,
  either,
  floatWord,
  get,
  i32,
  type Local,
  least,
  repeatWhile,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";
import { productFields } from "./fields.js";
import { alternating, packRoutine } from "./pack.js";
import { blockDepth, tileColumns } from "./sizes.js";
import { biasKinds, pass, passBytes } from "./store.js";
import { multiplyAdd, panelRoutine, type Walk } from "./tile.js";

/** Bytes of eight floats. */
const eight = 4 * tileColumns;

const word = productFields.read;
type I32 = Code<"i32">;
/** Whether a word of `bRuns` counts panels. */
const isCount = (run: Local<"i32">): I32 =>
  i32.less(i32.sub(get(run), i32.const(1)), i32.const(alternating - 1));
/** Panels of so many columns. */
const panelsOf = (columns: I32): I32 =>
  i32.div(i32.add(columns, i32.const(tileColumns - 1)), i32.const(tileColumns));

/**
 * `product`: one block of columns against one block of rows of one group: packs the columns (unless they are prepared)
 * and multiplies, 512 of k at a time. `pack`: one panel of columns of one group, whole, to where it is prepared.
 */
export function productModule(walk: Walk, fused: boolean, rests: boolean): CodeModule {
  return codeModule(`product ${walk} ${fused} ${rests}`, (writer) => {
    const panel = panelRoutine(writer, walk, multiplyAdd(fused), { rests });
    const pack = packRoutine(writer);

    writer.routine("pack", 3, (local) => {
      const [group, at, deep, to, panels, run] = Array.from({ length: 6 }, () => local("i32"));
      return (_, d, index) => [
        set(panels, panelsOf(word(d, "columns"))),
        set(group, i32.div(get(index), get(panels))),
        set(index, i32.rem(get(index), get(panels))),
        set(run, i32.load(i32.add(word(d, "bRuns"), i32.mul(get(index), i32.const(4))))),
        when(isCount(run), set(run, i32.const(1))),
        set(to, i32.add(word(d, "prepared"), i32.mul(get(group), word(d, "preparedGroup")))),
        whileTrue(
          i32.less(get(at), word(d, "depth")),
          set(deep, least(i32.sub(word(d, "depth"), get(at)), i32.const(blockDepth))),
          pack.call(
            i32.add(word(d, "bSteps"), i32.shl(get(at), i32.const(2))),
            get(deep),
            i32.add(word(d, "bColumns"), i32.mul(get(index), i32.const(eight))),
            get(run),
            i32.add(get(to), i32.mul(i32.mul(get(index), get(deep)), i32.const(eight))),
            i32.add(word(d, "b"), i32.mul(get(group), word(d, "bGroup"))),
            i32.const(0),
          ),
          advance(to, i32.mul(i32.mul(get(panels), get(deep)), i32.const(eight))),
          advance(at, i32.const(blockDepth)),
        ),
      ];
    });

    writer.routine("product", 3, (local) => {
      const names = [
        "group",
        "rowBlock",
        "first",
        "last",
        "at",
        "deep",
        "packed",
        "i",
        "to",
        "row",
        "isLast",
        "run",
      ] as const;
      const locals = Object.fromEntries(names.map((name) => [name, local("i32")])) as Record<
        (typeof names)[number],
        Local<"i32">
      >;
      const { group, rowBlock, first, last, at, deep, packed, i, to, row, isLast, run } = locals;
      return (scratch, d, index) => {
        const inGroup = (operand: "a" | "b" | "c"): I32 =>
          i32.add(word(d, operand), i32.mul(get(group), word(d, `${operand}Group`)));
        const state = (name: Parameters<typeof pass.offset>[0], value: I32): Statement =>
          i32.store(get(scratch), value, pass.offset(name));
        const ofRows = (
          name: "sixes" | "fives" | "rest",
          lastName: "lastSixes" | "lastFives" | "lastRest",
        ): I32 =>
          i32.select(
            i32.equal(i32.add(get(rowBlock), i32.const(1)), word(d, "rowBlocks")),
            word(d, lastName),
            word(d, name),
          );
        const table = (name: "aRows" | "cRows"): I32 =>
          i32.add(word(d, name), i32.shl(get(row), i32.const(2)));
        const ofPanel = (name: "bColumns" | "cColumns"): I32 =>
          i32.add(word(d, name), i32.mul(get(i), i32.const(eight)));
        const runOf = (name: "bRuns" | "cRuns"): I32 =>
          i32.load(i32.add(word(d, name), i32.shl(get(i), i32.const(2))));
        const byRows = i32.equal(word(d, "biasKind"), i32.const(biasKinds.rows));
        const eachPanel = (...body: Statement[]): Statement[] => [
          set(i, get(first)),
          repeatWhile(
            i32.less(get(i), get(last)),
            ...body,
            advance(to, i32.mul(get(deep), i32.const(eight))),
            advance(i, 1),
          ),
        ];
        return [
          set(first, i32.mul(i32.rem(get(index), word(d, "columnBlocks")), word(d, "blockPanels"))),
          set(last, least(i32.add(get(first), word(d, "blockPanels")), panelsOf(word(d, "columns")))),
          set(index, i32.div(get(index), word(d, "columnBlocks"))),
          set(rowBlock, i32.rem(get(index), word(d, "rowBlocks"))),
          set(group, i32.div(get(index), word(d, "rowBlocks"))),
          set(row, i32.mul(get(rowBlock), word(d, "blockRows"))),
          state("fromA", inGroup("a")),
          state("fromC", inGroup("c")),
          state("adds", word(d, "adds")),
          state("initial", word(d, "initial")),
          state("bias", i32.const(0)),
          state("clamp", i32.const(0)),
          state("low", i32.const(floatWord(Number.NEGATIVE_INFINITY))),
          state("high", i32.const(floatWord(Number.POSITIVE_INFINITY))),
          set(packed, i32.add(word(d, "prepared"), i32.mul(get(group), word(d, "preparedGroup")))),
          repeatWhile(
            i32.less(get(at), word(d, "depth")),
            set(deep, least(i32.sub(word(d, "depth"), get(at)), i32.const(blockDepth))),
            set(isLast, i32.equal(i32.add(get(at), get(deep)), word(d, "depth"))),
            when(
              get(isLast),
              state("bias", word(d, "biasKind")),
              state("clamp", word(d, "clamp")),
              state("low", word(d, "low")),
              state("high", word(d, "high")),
            ),
            either(
              word(d, "prepared"),
              [
                set(to, i32.add(get(packed), i32.mul(i32.mul(get(first), get(deep)), i32.const(eight)))),
                advance(packed, i32.mul(i32.mul(panelsOf(word(d, "columns")), get(deep)), i32.const(eight))),
              ],
              [
                set(to, i32.add(get(scratch), i32.const(passBytes))),
                set(i, get(first)),
                repeatWhile(
                  i32.less(get(i), get(last)),
                  set(run, runOf("bRuns")),
                  when(isCount(run), set(run, least(get(run), i32.sub(get(last), get(i))))),
                  pack.call(
                    i32.add(word(d, "bSteps"), i32.shl(get(at), i32.const(2))),
                    get(deep),
                    ofPanel("bColumns"),
                    get(run),
                    get(to),
                    inGroup("b"),
                    i32.mul(get(deep), i32.const(eight)),
                  ),
                  set(run, i32.select(isCount(run), get(run), i32.const(1))),
                  advance(to, i32.mul(i32.mul(get(deep), get(run)), i32.const(eight))),
                  advance(i, get(run)),
                ),
                set(to, i32.add(get(scratch), i32.const(passBytes))),
              ],
            ),
            ...eachPanel(
              panel.call(
                table("aRows"),
                i32.add(word(d, "aSteps"), i32.shl(get(at), i32.const(2))),
                get(deep),
                get(to),
                table("cRows"),
                ofPanel("cColumns"),
                least(
                  i32.sub(word(d, "columns"), i32.mul(get(i), i32.const(tileColumns))),
                  i32.const(tileColumns),
                ),
                runOf("cRuns"),
                i32.add(
                  i32.add(word(d, "bias"), i32.mul(get(group), word(d, "biasGroup"))),
                  i32.select(byRows, i32.shl(get(row), i32.const(2)), i32.mul(get(i), i32.const(eight))),
                ),
                get(scratch),
                i32.select(byRows, i32.const(4), i32.const(0)),
                ofRows("sixes", "lastSixes"),
                ofRows("fives", "lastFives"),
                ofRows("rest", "lastRest"),
              ),
            ),
            state("adds", i32.const(-1)),
            state("initial", i32.const(0)),
            advance(at, i32.const(blockDepth)),
          ),
        ];
      };
    });
  });
}
