/** Columns of a tile, and of a packed panel. */
export const tileColumns = 8;
/** Depth of one packed block: a panel of it fills a third of the first-level cache. */
export const blockDepth = 512;

/** Panels of eight columns. */
export const panels = (columns: number): number => Math.ceil(columns / tileColumns);

/** Sixes, fives and a rest: any count from 20 on splits without one. */
export function splitRows(rows: number): readonly [sixes: number, fives: number, rest: number] {
  const tiles = Math.ceil(rows / 6);
  const fives = 6 * tiles - rows;
  if (fives <= tiles) return [tiles - fives, fives, 0];
  const rest = rows % 6;
  return rest === 5 ? [Math.floor(rows / 6), 1, 0] : [Math.floor(rows / 6), 0, rest];
}
