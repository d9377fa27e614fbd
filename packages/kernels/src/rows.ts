import {
  advance,
  type Code,
  f32,
  f32x4,
  get,
  i32,
  type Local,
  leave,
  type Statement,
  set,
  when,
  whileTrue,
} from "./wasm/code.js";
import type { ModuleWriter, Routine } from "./wasm/module.js";

/**
 * Copies rows of elements, or adds them. Parameters: `from`, `fromRow`, `fromStep`, `to`, `toRow`, `toStep`
 * (addresses and steps in bytes), `rows`, `length`.
 */
export function rowsRoutine(writer: ModuleWriter, name: "copyRows" | "addRows"): Routine {
  const adds = name === "addRows";
  return writer.routine(name, 8, (local) => (from, fromRow, fromStep, to, toRow, toStep, rows, length) => {
    const [left, i, j] = [local("i32"), local("i32"), local("i32")];
    const neighbours = i32.equal(i32.add(get(fromStep), get(toStep)), i32.const(8));
    const vector = f32x4.load(get(i));
    const element = f32.load(get(i));
    const each = (...body: Statement[]): Statement[] => [
      set(i, get(from)),
      set(j, get(to)),
      set(left, get(length)),
      ...body,
      advance(from, get(fromRow)),
      advance(to, get(toRow)),
      advance(rows, -1),
    ];
    const singly = whileTrue(
      get(left),
      f32.store(get(j), adds ? f32.add(f32.load(get(j)), element) : element),
      ...stepped(i, get(fromStep), j, get(toStep), left, 1),
    );
    return [
      when(
        neighbours,
        whileTrue(
          get(rows),
          ...each(
            whileTrue(
              i32.less(i32.const(3), get(left)),
              f32x4.store(get(j), adds ? f32x4.add(f32x4.load(get(j)), vector) : vector),
              ...stepped(i, i32.const(16), j, i32.const(16), left, 4),
            ),
            singly,
          ),
        ),
        leave,
      ),
      whileTrue(get(rows), ...each(singly)),
    ];
  });
}

function stepped(
  i: Local<"i32">,
  byI: ReturnType<typeof i32.const>,
  j: Local<"i32">,
  byJ: ReturnType<typeof i32.const>,
  left: Local<"i32">,
  count: number,
): Statement[] {
  return [advance(i, byI), advance(j, byJ), advance(left, -count)];
}

/** Words of a move in a table, in the order of `rowsRoutine`. */
export const moveWords = 8;

/** A list of moves. Parameters: `table` of them, `count`, `from`, `to` addresses, and whether they add. */
export function movesRoutine(writer: ModuleWriter): Routine {
  const [copy, add] = [rowsRoutine(writer, "copyRows"), rowsRoutine(writer, "addRows")];
  return writer.routine("moves", 5, () => (table, count, from, to, adds) => {
    const word = (index: number): Code<"i32"> => i32.load(get(table), 4 * index);
    const args = [
      i32.add(get(from), word(0)),
      word(1),
      word(2),
      i32.add(get(to), word(3)),
      ...[4, 5, 6, 7].map(word),
    ];
    return [
      whileTrue(
        get(count),
        when(get(adds), add.call(...args)),
        when(i32.equal(get(adds), i32.const(0)), copy.call(...args)),
        advance(table, 4 * moveWords),
        advance(count, -1),
      ),
    ];
  });
}
