import { axisTiles, type WinogradSetting } from "./setting.js";

/** Of each tile its first element in the placed planes, in the result, and the rows and columns of it that exist. */
export function tileTable(s: WinogradSetting, placed: readonly number[], length: number): Int32Array {
  const [rows, columns] = s.output.map((output, axis) => axisTiles(output, s.dilation[axis], s.m, s.r));
  const isWhole = (...exist: number[]): number => Number(exist.every((count) => count === s.m));
  const tiles = rows
    .flatMap((row) => columns.map((column) => ({ row, column })))
    .sort((a, b) => isWhole(b.row.exist, b.column.exist) - isWhole(a.row.exist, a.column.exist));
  const table = new Int32Array(4 * length);
  for (let i = 0; i < length; i++) {
    // Lanes beyond the last tile read it again, and store nothing.
    const { row, column } = tiles[Math.min(i, tiles.length - 1)];
    table[i] = 4 * (row.placed * placed[1] + column.placed);
    if (i >= tiles.length) continue;
    table[length + i] = 4 * (row.output * s.output[1] + column.output);
    table[2 * length + i] = row.exist;
    table[3 * length + i] = column.exist;
  }
  return table;
}

/** Of each tile its first element in the planes of x and of dy, and the rows and columns of it that exist. */
export function positionTable(
  s: WinogradSetting,
  x: readonly number[],
  dy: readonly number[],
  length: number,
): Int32Array {
  const [rows, columns] = s.output.map((output, axis) => {
    const inDy = axisTiles(output, s.dilation[axis], s.m, 1);
    return axisTiles(output, s.dilation[axis], s.m, s.r).map((tile, i) => ({ ...tile, dy: inDy[i].placed }));
  });
  const tiles = rows.flatMap((row) => columns.map((column) => ({ row, column })));
  const table = new Int32Array(4 * length);
  for (let i = 0; i < length; i++) {
    // Lanes beyond the last tile read it again, and are not summed.
    const { row, column } = tiles[Math.min(i, tiles.length - 1)];
    table[i] = 4 * (row.placed * x[1] + column.placed);
    table[length + i] = 4 * (row.dy * dy[1] + column.dy);
    table[2 * length + i] = row.exist;
    table[3 * length + i] = column.exist;
  }
  return table;
}

/** Of each source its plane, its filter in the result, and the rows and columns of that, none beyond the last source. */
export function sourceTable({ sources, r }: WinogradSetting, planeBytes: number, length: number): Int32Array {
  const table = new Int32Array(4 * length);
  for (let i = 0; i < length; i++) {
    table[i] = planeBytes * Math.min(i, sources - 1);
    table[length + i] = 4 * r * r * i;
    table[2 * length + i] = table[3 * length + i] = i < sources ? r : 0;
  }
  return table;
}

/** The first rows of a block of targets: in a slice of weights, and in products. */
export const rowTables = (targets: number, weightBytes: number, productBytes: number): Int32Array[] =>
  [weightBytes, productBytes].map((step) => Int32Array.from({ length: targets }, (_, i) => step * i));
