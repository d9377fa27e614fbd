import type { Axis } from "@convkit/tensor";

/** What a cell is: a value, a zero put between values, padding, the added α rows and columns, or cut off. */
export type CellKind = "value" | "inserted" | "padding" | "alpha" | "cropped";
export type Side = "input" | "output";

export function otherSide(side: Side): Side {
  return side === "input" ? "output" : "input";
}

export interface Cell {
  at: readonly number[];
  kind: CellKind;
  /** The number of the operation; zero for what is only padding. */
  value: number;
  /** No window ever reads it. */
  unread: boolean;
}

/** One channel's map, with its padding. */
export interface Grid {
  side: Side;
  channel: number;
  group: number;
  shape: readonly number[];
  cells: Cell[];
}

/** One axis of a drawn map: `size` stretched elements between padding; negative padding cuts elements off. */
export interface Border {
  size: number;
  /** Every `stretch`-th element is a value, the others are inserted zeros. */
  stretch: number;
  padding: readonly [begin: number, end: number];
  /** α: how many of the last rows are there for the output's size only. */
  alpha: number;
  /** Around an output stand the rows that a transposed convolution computes and drops. */
  outside: "padding" | "cropped";
}

/** A map without anything around it. */
export function bare(size: number): Border {
  return { size, stretch: 1, padding: [0, 0], alpha: 0, outside: "padding" };
}

export function drawnSize({ size, padding: [begin, end] }: Border): number {
  return Math.max(begin, 0) + size + Math.max(end, 0);
}

/** The axis whose input is the drawn map: what was padding is now part of it, so every tap is a drawn cell. */
export function drawnAxis(axis: Axis, border: Border): Axis {
  const [begin, end] = border.padding;
  return { ...axis, input: drawnSize(border), padding: [Math.min(begin, 0), Math.min(end, 0)] };
}

/** Kind of the cells at `index` of one axis, and which value they hold (a whole number where they hold one). */
function onAxis(border: Border, index: number): { kind: CellKind; value: number } {
  const { size, stretch, alpha, outside } = border;
  const [begin, end] = border.padding;
  const at = index - Math.max(begin, 0);
  const value = at >= 0 && at < size ? at / stretch : Number.NaN;
  const lastAlpha = outside === "padding" ? size + Math.max(end, 0) : size;
  if (at >= lastAlpha - alpha && at < lastAlpha) return { kind: "alpha", value };
  if (at < 0 || at >= size) return { kind: outside, value };
  if (at < -begin || at >= size + end) return { kind: "cropped", value };
  return { kind: Number.isInteger(value) ? "value" : "inserted", value };
}

// Where axes disagree, a cell is the first of these that any of them says.
const precedence: CellKind[] = ["cropped", "alpha", "padding", "inserted", "value"];

/** The cells of one map, row-major; `valueAt` gets the position among the values. */
export function cellsOf(borders: readonly Border[], valueAt: (at: number[]) => number): Cell[] {
  return positions(borders.map(drawnSize)).map((at) => {
    const axes = at.map((index, axis) => onAxis(borders[axis], index));
    const kind = precedence.find((one) => axes.some((axis) => axis.kind === one)) as CellKind;
    const among = axes.map((axis) => axis.value);
    return { at, kind, value: among.every(Number.isInteger) ? valueAt(among) : 0, unread: false };
  });
}

/** Every position of a shape, row-major. */
export function positions(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (heads, size) => heads.flatMap((head) => Array.from({ length: size }, (_, i) => [...head, i])),
    [[]],
  );
}

export function flatIndex(at: readonly number[], shape: readonly number[]): number {
  return at.reduce((flat, index, axis) => flat * shape[axis] + index, 0);
}

/** The position of a flat index. */
export function unflatten(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  const reversed = [...shape].reverse().map((size) => {
    const index = rest % size;
    rest = Math.floor(rest / size);
    return index;
  });
  return reversed.reverse();
}
