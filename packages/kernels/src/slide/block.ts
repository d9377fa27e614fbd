/**
 * A block of results: a few rows of a few vectors, from the rows of a padded copy that their windows read. A row of the
 * copy is loaded once for each tap in a row of the kernel, and meets every result whose window holds it.
 *
 * Registers (3 × 3, 4 rows × 2 vectors): 8 sums + 3 weights + 1 of the copy = 12 of 16; 36 + 9 loads for 72
 * multiply-adds, so that arithmetic binds, not loads. Cache: a channel's copy stays in the first level.
 * Sums: slice after slice, column of taps after column, top to bottom, in float32.
 */
import {
  advance,
  type Code,
  either,
  f32x4,
  get,
  i32,
  type Local,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import type { ModuleWriter, NewLocal, Routine } from "../wasm/module.js";
import { slideFields } from "./fields.js";

/** What the code of a pass knows. */
export interface Shape {
  readonly taps: readonly [rows: number, columns: number];
  /** Rows of the copy from window to window, and from tap to tap. */
  readonly stride: number;
  readonly tapStep: number;
  /** Where each column of taps reads: in which phase of a row, which element. */
  readonly columns: readonly { readonly phase: number; readonly at: number }[];
  /** Rows of results at once, at most. */
  readonly rows: number;
}

export const shapeKey = ({ taps, stride, tapStep, columns, rows }: Shape): string =>
  `${taps} ${stride} ${tapStep} ${columns.map(({ phase, at }) => `${phase}+${at}`)} ${rows}`;

/** How the elements of a window become a result. */
export interface Meeting {
  /** The elements meet weights. */
  readonly weighted: boolean;
  /** A row of taps whole before the next (windows in row-major order), or column after column (fewer weights at once). */
  readonly order: "rows" | "columns";
  first(bias: Local<"i32">): Code<"v128">;
  add(sum: Code<"v128">, element: Code<"v128">, weight?: Code<"v128">): Code<"v128">;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
/** Vectors beside one another in a block of so many rows. */
const vectorsOf = (rows: number): number => (rows <= 2 ? 4 : 2);

/** For each row of the copy that windows of a block read: which result it meets with which tap. */
export function meetings(
  { taps, stride, tapStep }: Shape,
  rows: number,
): Map<number, [row: number, tap: number][]> {
  const met = new Map<number, [number, number][]>();
  for (let row = 0; row < rows; row++)
    for (let tap = 0; tap < taps[0]; tap++) {
      const at = row * stride + tap * tapStep;
      met.set(at, [...(met.get(at) ?? []), [row, tap]]);
    }
  return new Map([...met].sort(([a], [b]) => a - b));
}

/**
 * All blocks of `rows` rows of results. Parameters: descriptor; addresses of what the first window reads in the copy, of
 * a target's weights, of the first result, of the target's bias.
 */
export function blocksRoutine(writer: ModuleWriter, shape: Shape, rows: number, meeting: Meeting): Routine {
  return writer.routine(`rows${rows}`, 5, (local) => {
    const most = vectorsOf(rows);
    const sums = range(rows).map(() => range(most).map(() => local("v128")));
    const [first, left] = [local("v128"), local("i32")];
    const window = windowCode(local, shape, rows, meeting);
    const finish = finishCode(local);
    return (d, x, w, y, bias) => {
      const chunk = (wide: number, store: (some: Sums) => Statement[]): Statement[] => {
        const some = sums.map((row) => row.slice(0, wide));
        return [...some.flat().map((sum) => set(sum, get(first))), ...window(d, x, w, some), ...store(some)];
      };
      const beside = i32.equal(slideFields.read(d, "resultColumn"), i32.const(4));
      return [
        set(first, meeting.first(bias)),
        set(left, slideFields.read(d, "width")),
        when(
          beside,
          whileTrue(
            i32.lessOrEqual(i32.const(4 * most), get(left)),
            ...chunk(most, (some) => finish.vectors(d, y, some)),
            advance(x, 16 * most),
            advance(y, 16 * most),
            advance(left, -4 * most),
          ),
        ),
        whileTrue(
          i32.lessSigned(i32.const(0), get(left)),
          ...chunk(1, (some) => [
            either(i32.and(beside, i32.lessOrEqual(i32.const(4), get(left))), finish.vectors(d, y, some), [
              ...finish.lanes(d, y, some, left),
            ]),
          ]),
          advance(x, 16),
          advance(y, i32.shl(slideFields.read(d, "resultColumn"), i32.const(2))),
          advance(left, -4),
        ),
      ];
    };
  });
}

type Sums = readonly (readonly Local<"v128">[])[];

/** Adds up the windows of a block, slice after slice. */
function windowCode(local: NewLocal, shape: Shape, rows: number, { weighted, order, add }: Meeting) {
  const [slice, end, from, row, weight, column, rowStep] = range(7).map(() => local("i32"));
  const weights = weighted ? range(shape.taps[0]).map(() => local("v128")) : [];
  const element = local("v128");
  const met = meetings(shape, rows);
  return (d: Local<"i32">, x: Local<"i32">, w: Local<"i32">, sums: Sums): Statement[] => {
    /** Visits the rows of the copy in ascending order, with a pointer to each. */
    const eachRow = (base: Code<"i32">, body: (pairs: [number, number][]) => Statement[]): Statement[] => {
      let before = 0;
      return [...met].flatMap(([at, pairs], i) => {
        const by = at - before;
        before = at;
        const step = by === 1 ? get(rowStep) : i32.mul(get(rowStep), i32.const(by));
        const start = by === 0 ? base : i32.add(base, step);
        return [i === 0 ? set(row, start) : advance(row, step), ...body(pairs)];
      });
    };
    const meet = (pointer: Code<"i32">, at: number, pairs: [number, number][]): Statement[] =>
      sums[0].flatMap((_, v) => [
        set(element, f32x4.load(pointer, 4 * at + 16 * v)),
        ...pairs.map(([r, tap]) =>
          set(sums[r][v], add(get(sums[r][v]), get(element), weighted ? get(weights[tap]) : undefined)),
        ),
      ]);
    const inPhase = (pointer: Code<"i32">, phase: number): Code<"i32"> =>
      phase === 0 ? pointer : i32.add(pointer, i32.mul(slideFields.read(d, "phaseStep"), i32.const(phase)));
    const loadWeights = weights.flatMap((one, tap) => [
      tap === 0 ? set(weight, get(column)) : advance(weight, slideFields.read(d, "weightRow")),
      set(one, f32x4.loadSplat(get(weight))),
    ]);
    const byColumns = shape.columns.flatMap(({ phase, at }, i) => [
      ...(i > 0 ? [advance(column, slideFields.read(d, "weightColumn"))] : []),
      ...loadWeights,
      ...eachRow(inPhase(get(from), phase), (pairs) => meet(get(row), at, pairs)),
    ]);
    const byRows = eachRow(get(from), (pairs) =>
      shape.columns.flatMap(({ phase, at }) => meet(inPhase(get(row), phase), at, pairs)),
    );
    return [
      set(rowStep, slideFields.read(d, "rowStep")),
      set(slice, slideFields.read(d, "slices")),
      set(end, slideFields.read(d, "slicesEnd")),
      whileTrue(
        i32.less(get(slice), get(end)),
        set(from, i32.add(get(x), i32.load(get(slice)))),
        ...(weighted ? [set(column, i32.add(get(w), i32.load(get(slice), 4)))] : []),
        ...(order === "columns" ? byColumns : byRows),
        advance(slice, 8),
      ),
    ];
  };
}

/** Stores clamp(sums + what lies `initial` bytes after the results): whole vectors, or lanes a step apart. */
function finishCode(local: NewLocal) {
  const [at, low, high] = [local("i32"), local("v128"), local("v128")];
  const given = range(4).map(() => local("v128"));
  const clamp = (d: Local<"i32">, sums: Sums): Statement =>
    when(
      slideFields.read(d, "clamp"),
      set(low, f32x4.loadSplat(get(d), slideFields.offset("low"))),
      set(high, f32x4.loadSplat(get(d), slideFields.offset("high"))),
      // NaN stays NaN: a comparison with it is false, and both choose the first then.
      ...sums.flat().map((sum) => set(sum, f32x4.pmin(f32x4.pmax(get(sum), get(low)), get(high)))),
    );
  const down = (
    d: Local<"i32">,
    sums: Sums,
    body: (row: readonly Local<"v128">[], r: number) => Statement[],
  ) =>
    sums.flatMap((row, r) => [
      ...(r > 0 ? [advance(at, slideFields.read(d, "resultRow"))] : []),
      ...body(row, r),
    ]);
  const initial = (d: Local<"i32">): Code<"i32"> => slideFields.read(d, "initial");
  return {
    vectors: (d: Local<"i32">, y: Local<"i32">, sums: Sums): Statement[] => [
      when(
        slideFields.read(d, "adds"),
        set(at, i32.add(get(y), initial(d))),
        ...down(d, sums, (row) =>
          row.map((sum, v) => set(sum, f32x4.add(get(sum), f32x4.load(get(at), 16 * v)))),
        ),
      ),
      clamp(d, sums),
      set(at, get(y)),
      ...down(d, sums, (row) => row.map((sum, v) => f32x4.store(get(at), get(sum), 16 * v))),
    ],
    lanes: (d: Local<"i32">, y: Local<"i32">, sums: Sums, left: Local<"i32">): Statement[] => {
      const eachLane = (from: Code<"i32">, body: (lane: number) => Statement[], lane = 0): Statement[] => {
        const step = i32.mul(slideFields.read(d, "resultColumn"), i32.const(lane));
        return [
          set(at, lane === 0 ? from : i32.add(from, step)),
          ...body(lane),
          ...(lane < 3
            ? [when(i32.lessSigned(i32.const(lane + 1), get(left)), ...eachLane(from, body, lane + 1))]
            : []),
        ];
      };
      return [
        when(
          slideFields.read(d, "adds"),
          ...sums.map((_, r) => set(given[r], f32x4.splat(0))),
          ...eachLane(i32.add(get(y), initial(d)), (lane) =>
            down(d, sums, (_, r) => [set(given[r], f32x4.loadLane(get(at), get(given[r]), lane))]),
          ),
          ...sums.map(([sum], r) => set(sum, f32x4.add(get(sum), get(given[r])))),
        ),
        clamp(d, sums),
        ...eachLane(get(y), (lane) => down(d, sums, ([sum]) => [f32x4.storeLane(get(at), get(sum), lane)])),
      ];
    },
  };
}

/**
 * All rows of results of a band: fours, and threes, twos or ones where they divide it better. Parameters as of
 * `blocksRoutine`, and `rows`.
 */
export function bandRoutine(writer: ModuleWriter, shape: Shape, meeting: Meeting): Routine {
  const blocks = range(shape.rows).map((i) => blocksRoutine(writer, shape, i + 1, meeting));
  return writer.routine("band", 6, () => (d, x, w, y, bias, rows) => {
    const call = (count: number): Statement[] => [
      blocks[count - 1].call(...[d, x, w, y, bias].map((parameter) => get(parameter))),
      advance(x, i32.mul(slideFields.read(d, "rowStep"), i32.const(count * shape.stride))),
      advance(y, i32.mul(slideFields.read(d, "resultRow"), i32.const(count))),
      advance(rows, -count),
    ];
    if (shape.rows === 1) return [whileTrue(get(rows), ...call(1))];
    const exactly = (count: number) => i32.equal(get(rows), i32.const(count));
    return [
      // Ten rows are 4 + 3 + 3: no block is left with one.
      whileTrue(i32.less(i32.const(6), get(rows)), ...call(4)),
      when(exactly(4), ...call(4)),
      whileTrue(i32.less(i32.const(2), get(rows)), ...call(3)),
      when(exactly(2), ...call(2)),
      when(exactly(1), ...call(1)),
    ];
  });
}
