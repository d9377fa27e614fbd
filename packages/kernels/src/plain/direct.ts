import type { Operand } from "./product.js";

/**
 * The same product as `addProduct` without packing, for so few rows and so little depth that a tile would
 * stay empty: depthwise convolutions. b is read in place.
 */
export function addDirectly(a: Operand, b: Operand, c: Operand): void {
  const { data: x, inner: columns } = b;
  const { data: y, inner: targets } = c;
  for (let row = 0; row < a.outer.length; row++) {
    const to = c.base + c.outer[row];
    const weights = Float64Array.from(a.inner, (d) => a.data[a.base + a.outer[row] + d]);
    const sources = Int32Array.from(b.outer, (d) => b.base + d);
    for (let column = 0; column < columns.length; column++) {
      const at = columns[column];
      let sum = 0;
      for (let d = 0; d < sources.length; d++) sum += weights[d] * x[sources[d] + at];
      y[to + targets[column]] += sum;
    }
  }
}
