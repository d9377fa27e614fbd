import { advance, type Code, f32x4, get, i32, type Local, type Statement, set, when } from "../wasm/code.js";
import type { NewLocal } from "../wasm/module.js";
import type { Sums } from "./block.js";
import { slideFields } from "./fields.js";

/**
 * Stores clamp(sums + what lies `initial` bytes after the results), and moves on to the next results of the rows.
 */
export function storeCode(
  local: NewLocal,
  {
    beside,
    adds = true,
  }: {
    /** A row's results are neighbours. */
    beside: boolean;
    /** There may be something to add. */
    adds?: boolean;
  },
) {
  const [at, toAdd, clamps, nextRow] = [local("i32"), local("i32"), local("i32"), local("i32")];
  const [low, high] = [local("v128"), local("v128")];
  const given = Array.from({ length: 4 }, () => local("v128"));

  const clamp = (d: Local<"i32">, sums: Sums): Statement =>
    when(
      get(clamps),
      set(low, f32x4.loadSplat(get(d), slideFields.offset("low"))),
      set(high, f32x4.loadSplat(get(d), slideFields.offset("high"))),
      // NaN stays NaN: a comparison with it is false, and both choose the first then.
      ...sums.flat().map((sum) => set(sum, f32x4.pmin(f32x4.pmax(get(sum), get(low)), get(high)))),
    );
  /** Visits the rows of results with the pointer `at`. */
  const down = (
    from: Code<"i32">,
    sums: Sums,
    body: (row: readonly Local<"v128">[], r: number) => Statement[],
  ): Statement[] =>
    sums.flatMap((row, r) => [r === 0 ? set(at, from) : advance(at, get(nextRow)), ...body(row, r)]);
  const initial = (d: Local<"i32">, y: Local<"i32">): Code<"i32"> =>
    i32.add(get(y), slideFields.read(d, "initial"));
  const more = (than: number, left: Local<"i32">): Code<"i32"> => i32.lessSigned(i32.const(than), get(left));

  /** Visits up to four results of each row, `left` of which exist. */
  const eachLane = (
    d: Local<"i32">,
    from: Code<"i32">,
    left: Local<"i32">,
    body: (from: Code<"i32">, lane: number) => Statement[],
    lane = 0,
  ): Statement[] => {
    const step = i32.mul(slideFields.read(d, "resultColumn"), i32.const(lane));
    return [
      ...body(lane === 0 ? from : i32.add(from, step), lane),
      ...(lane < 3 ? [when(more(lane + 1, left), ...eachLane(d, from, left, body, lane + 1))] : []),
    ];
  };

  return {
    begin: (d: Local<"i32">): Statement[] => [
      set(toAdd, slideFields.read(d, "adds")),
      set(clamps, slideFields.read(d, "clamp")),
      set(nextRow, slideFields.read(d, "resultRow")),
    ],
    vectors: (d: Local<"i32">, y: Local<"i32">, sums: Sums): Statement[] => [
      ...(adds
        ? [
            when(
              get(toAdd),
              ...down(initial(d, y), sums, (row) =>
                row.map((sum, v) => set(sum, f32x4.add(get(sum), f32x4.load(get(at), 16 * v)))),
              ),
            ),
          ]
        : []),
      clamp(d, sums),
      ...down(get(y), sums, (row) => row.map((sum, v) => f32x4.store(get(at), get(sum), 16 * v))),
      advance(y, 16 * sums[0].length),
    ],
    /** What is left of a row: fewer than four results, unless they are no neighbours. */
    lanes: (d: Local<"i32">, y: Local<"i32">, sums: Sums, left: Local<"i32">): Statement[] => [
      when(
        get(toAdd),
        ...sums.map((_, r) => set(given[r], f32x4.splat(0))),
        ...eachLane(d, initial(d, y), left, (from, lane) =>
          down(from, sums, (_, r) => [set(given[r], f32x4.loadLane(get(at), get(given[r]), lane))]),
        ),
        ...sums.map(([sum], r) => set(sum, f32x4.add(get(sum), get(given[r])))),
      ),
      clamp(d, sums),
      ...(beside
        ? [
            when(more(1, left), ...down(get(y), sums, ([sum]) => [f32x4.storeHalf(get(at), get(sum), 0)])),
            when(
              i32.equal(get(left), i32.const(1)),
              ...down(get(y), sums, ([sum]) => [f32x4.storeLane(get(at), get(sum), 0)]),
            ),
            when(more(2, left), ...down(get(y), sums, ([sum]) => [f32x4.storeLane(get(at), get(sum), 2, 8)])),
          ]
        : eachLane(d, get(y), left, (from, lane) =>
            down(from, sums, ([sum]) => [f32x4.storeLane(get(at), get(sum), lane)]),
          )),
      advance(y, i32.shl(slideFields.read(d, "resultColumn"), i32.const(2))),
    ],
  };
}
