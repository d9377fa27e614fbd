import { type Move, movesOf, strip } from "../moves.js";
import { placeStep } from "../parts.js";
import { combinations } from "../phases.js";
import type { Step } from "../program.js";
import { moveWords } from "../rows.js";
import { product } from "../walk.js";
import { tiledAxis } from "./setting.js";

/** Planes whose tiles are read: as they are, or copied with their padding, phase after phase of the dilation. */
export interface Planes {
  /** Sizes of a copy. */
  readonly placed: readonly number[];
  /** Floats of all copies: none where the planes are read as they are. */
  readonly copies: number;
  /** Words of the table of moves. */
  readonly words: number;
  moves(): Move[];
  /** Copies them, with the moves at `table`. */
  place(from: number, to: number, table: number): Step[];
}

/** @param count of planes; tiles of m × m outputs reach m + r − 1 elements along each axis */
export function planesOf(
  count: number,
  {
    input,
    output,
    begin,
    dilation,
    m,
    r,
  }: Readonly<
    Record<"input" | "output" | "begin" | "dilation", readonly number[]> & Record<"m" | "r", number>
  >,
): Planes {
  const axes = output.map((size, axis) => tiledAxis(size, dilation[axis], m, r));
  const placed = axes.map(({ phases, length }) => phases * length);
  const isPlaced = placed.some((size, i) => size !== input[i] || begin[i] !== 0 || dilation[i] !== 1);
  const [own, copy] = [4 * product(input), 4 * product(placed)];
  const moves = (): Move[] =>
    isPlaced ? combinations(axes.map(strips)).flatMap((s) => movesOf(s, input, placed)) : [];

  function strips({ phases, length }: (typeof axes)[number], axis: number): ReturnType<typeof strip>[] {
    const d = dilation[axis];
    return Array.from({ length: phases }, (_, phase) => {
      // Element q belongs to q + begin of the padded axis, and so to phase (q + begin) mod d; the first may be left out.
      const skipped = Math.max(0, Math.ceil((begin[axis] - phase) / d));
      const from = phase + skipped * d - begin[axis];
      const inPhase = Math.min(Math.ceil((input[axis] - from) / d), length - skipped);
      return strip(from, d, phase * length + skipped, 1, inPhase);
    });
  }

  return {
    placed,
    copies: isPlaced ? (count * copy) / 4 : 0,
    words: isPlaced ? moveWords * product(axes.map(({ phases }) => phases)) : 0,
    moves,
    place: (from, to, table) =>
      isPlaced
        ? [
            placeStep(count, {
              ...{ from, fromStep: own, to, toStep: copy, bytes: copy },
              ...{ moves: table, count: moves().length },
            }),
          ]
        : [],
  };
}
