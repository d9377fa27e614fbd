/** Positions from `begin` up to, not including, `end`. */
export type Range = readonly [begin: number, end: number];

const halves = ([begin, end]: Range): [Range, Range] => {
  const middle = (begin + end) >> 1;
  return [
    [begin, middle],
    [middle, end],
  ];
};

/** Up to `limit` positions that make `holds` true of every range around them, by halving. */
export function positionsWhere(range: Range, holds: (range: Range) => boolean, limit: number): number[] {
  const [begin, end] = range;
  if (limit <= 0 || begin === end || !holds(range)) return [];
  if (end - begin === 1) return [begin];
  const [first, second] = halves(range);
  const found = positionsWhere(first, holds, limit);
  return [...found, ...positionsWhere(second, holds, limit - found.length)];
}

/** The position reached by going, at each halving, to the half with the larger `size`. */
export function positionOfLargest(range: Range, size: (range: Range) => number): number {
  if (range[1] - range[0] === 1) return range[0];
  const [first, second] = halves(range);
  return positionOfLargest(size(first) >= size(second) ? first : second, size);
}
