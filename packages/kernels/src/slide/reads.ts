/** How four neighbouring windows read a row of the source itself: nothing outside the row, zeros where there is padding. */
import { type Code, f32x4, get, i32, type Local, type Statement, set } from "../wasm/code.js";
import type { NewLocal } from "../wasm/module.js";
import { isResident, type Shape } from "./block.js";
import type { PassAxis, SlideGeometry } from "./geometry.js";

/** For each column of taps: how far before a row its first window reads, and how far beyond it the last. */
export interface Edges {
  readonly before: readonly number[];
  readonly beyond: readonly number[];
  /** Columns from window to window. */
  readonly stride: number;
}

/** The edges, or undefined where windows and rows do not suit being read in place. */
export function edgesOf(
  { layout }: SlideGeometry,
  [planes, , columns]: readonly PassAxis[],
  shape: Shape,
): Edges | undefined {
  const { count, stride } = columns;
  const [{ input: depth, before: above }, , { input: width, before }] = layout;
  const from = shape.columns.map((_, tap) => columns.start + tap * columns.tapStep - before);
  const beyond = from.map((at) => stride * (count - 1) + at - (width - 1));
  const onePlane = planes.count * depth === 1 && above === 0 && planes.start === 0 && planes.taps === 1;
  const left = Math.max(0, ...from.map((at) => -at));
  const suits =
    onePlane &&
    isResident(shape) &&
    stride <= 2 &&
    shape.beside &&
    width >= 4 * stride &&
    count > 4 &&
    // A vector of zeros needs no read; the last in a row is shifted, and still begins in it.
    left <= 4 * stride &&
    beyond.every((over) => over <= 4 * stride && over <= stride * (count - 4)) &&
    from.every((at, i) => stride * (count - 4 - lanesOf(beyond[i], stride)) + at >= 0) &&
    // The second from the right is read as those within a row.
    (count <= 8 || stride * (count - 8) >= left);
  return suits ? { before: from.map((at) => -at), beyond, stride } : undefined;
}

/** Lanes whose elements lie outside the row, where the outermost lies so far outside. */
const lanesOf = (outside: number, stride: number): number => Math.max(0, Math.ceil(outside / stride));

/** Which windows of a row: the first four, the last four, or others. */
export type Place = "first" | "within" | "last";

export interface Reads {
  /** Pointers to rows are so many bytes too low, which keeps offsets from being negative. */
  readonly lowered: number;
  /**
   * Calls `visit` with what each column of taps meets; not where that is zeros alone.
   * @param at byte offset of the windows' results in their row
   */
  each(
    row: Local<"i32">,
    at: Local<"i32">,
    place: Place,
    visit: (column: number, elements: Code<"v128">) => Statement[],
  ): Statement[];
}

export function readCode(local: NewLocal, { before, beyond, stride }: Edges): Reads {
  const [low, high, pointer] = [local("v128"), local("v128"), local("i32")];
  const left = Math.max(0, ...before);
  const zero = f32x4.splat(0);
  const lanes = (first: number): number[] => [0, 1, 2, 3].map((lane) => first + lane);
  /** Four elements `stride` apart from an offset on; nothing beyond the last of them is read. */
  const four = (offset: number): Code<"v128"> => {
    const from = offset < 0 ? i32.add(get(pointer), i32.const(offset)) : get(pointer);
    const at = Math.max(0, offset);
    return stride === 1
      ? f32x4.load(from, at)
      : f32x4.shuffle(f32x4.load(from, at), f32x4.load(from, at + 12), [0, 2, 5, 7]);
  };

  return {
    lowered: 4 * left,
    each(row, at, place, visit) {
      const outside = (column: number): number =>
        place === "first"
          ? lanesOf(before[column], stride)
          : place === "last"
            ? lanesOf(beyond[column], stride)
            : 0;
      const code: Statement[] = [
        set(
          pointer,
          place === "first"
            ? i32.add(get(row), i32.const(4 * left))
            : i32.add(get(row), stride === 1 ? get(at) : i32.shl(get(at), i32.const(1))),
        ),
      ];
      // The first windows are read from the row's start on: there is nothing before it.
      const offset = (column: number): number => 4 * ((place === "first" ? 0 : left) - before[column]);
      for (let column = 0; column < before.length; column++) {
        const out = outside(column);
        const paired =
          stride === 2 && out === 0 && outside(column + 1) === 0 && before[column + 1] === before[column] - 1;
        if (paired) {
          code.push(
            set(low, f32x4.load(get(pointer), offset(column))),
            set(high, f32x4.load(get(pointer), offset(column) + 16)),
            ...visit(column, f32x4.shuffle(get(low), get(high), [0, 2, 4, 6])),
            ...visit(column + 1, f32x4.shuffle(get(low), get(high), [1, 3, 5, 7])),
          );
          column++;
        } else if (out === 0) code.push(...visit(column, four(offset(column))));
        else if (out < 4) {
          const inward = 4 * stride * out;
          const elements =
            place === "first"
              ? f32x4.shuffle(zero, four(offset(column) + inward), lanes(4 - out))
              : f32x4.shuffle(four(offset(column) - inward), zero, lanes(out));
          code.push(...visit(column, elements));
        }
      }
      return code;
    },
  };
}
