/** Where pieces of these widths stand when a line breaks before running past `limit`; pieces stay whole. */
export function flow(
  widths: readonly number[],
  limit: number,
): { places: { x: number; line: number }[]; lines: number } {
  let x = 0;
  let line = 0;
  const places = widths.map((width) => {
    if (x > 0 && x + width > limit + 0.01) {
      x = 0;
      line++;
    }
    const place = { x, line };
    x += width;
    return place;
  });
  return { places, lines: widths.length === 0 ? 0 : line + 1 };
}
