/** A matrix inside a larger array: element (i, j) is data[base + outer[i] + inner[j]]. */
export interface Operand {
  readonly data: Float32Array;
  readonly base: number;
  readonly outer: Int32Array;
  readonly inner: Int32Array;
}

/** Rows and columns of one register tile: 16 sums, 4 + 4 operands. Larger tiles spill in V8. */
const tile = 4;
/** Columns and depth of one packed block of b: 64 × 256 floats are 64 KiB and stay in the second-level cache. */
const blockColumns = 64;
const blockDepth = 256;

/**
 * c[rows × columns] += a[rows × depth] · b[depth × columns], each matrix reached through tables of offsets.
 *
 * With the right tables this is a convolution (b reads windows of the padded input), its weight gradient
 * (the depth runs over positions) and its input gradient (c adds into windows of the padded gradient, so
 * elements of c may coincide). No im2col matrix exists beyond one packed block.
 *
 * Sums run in ascending depth in float64 and are rounded to float32 once per block of depth.
 *
 * @param a outer: rows, inner: depth
 * @param b outer: depth, inner: columns
 * @param c outer: rows, inner: columns
 */
export function addProduct(a: Operand, b: Operand, c: Operand): void {
  const [rows, depth, columns] = [a.outer.length, b.outer.length, b.inner.length];
  const packedA = new Float32Array(roundUp(rows) * Math.min(depth, blockDepth));
  const packedB = new Float32Array(blockColumns * Math.min(depth, blockDepth));
  for (let d0 = 0; d0 < depth; d0 += blockDepth) {
    const d1 = Math.min(depth, d0 + blockDepth);
    packA(a, d0, d1, packedA);
    for (let c0 = 0; c0 < columns; c0 += blockColumns) {
      const c1 = Math.min(columns, c0 + blockColumns);
      packB(b, [d0, d1], [c0, c1], packedB);
      for (let row = 0; row < rows; row += tile)
        for (let column = c0; column < c1; column += tile)
          addTile(packedA, row * (d1 - d0), packedB, (column - c0) * (d1 - d0), d1 - d0, c, row, column);
    }
  }
}

const roundUp = (count: number): number => Math.ceil(count / tile) * tile;

/** Panels of four rows, depth-major: four neighbours meet one element of b. Missing rows are zero. */
function packA({ data, base, outer, inner }: Operand, d0: number, d1: number, packed: Float32Array): void {
  const rows = outer.length;
  for (let row = 0, at = 0; row < rows; row += tile)
    for (let d = d0; d < d1; d++)
      for (let r = row; r < row + tile; r++) packed[at++] = r < rows ? data[base + outer[r] + inner[d]] : 0;
}

/** Panels of four columns, depth-major. Missing columns are zero. */
function packB(
  { data, base, outer, inner }: Operand,
  [d0, d1]: readonly [number, number],
  [c0, c1]: readonly [number, number],
  packed: Float32Array,
): void {
  let at = 0;
  for (let column = c0; column < c1; column += tile) {
    const last = Math.min(column + tile, c1) - column;
    if (last === tile) {
      const [o0, o1, o2, o3] = [inner[column], inner[column + 1], inner[column + 2], inner[column + 3]];
      for (let d = d0; d < d1; d++, at += tile) {
        const from = base + outer[d];
        packed[at] = data[from + o0];
        packed[at + 1] = data[from + o1];
        packed[at + 2] = data[from + o2];
        packed[at + 3] = data[from + o3];
      }
    } else {
      for (let d = d0; d < d1; d++)
        for (let o = 0; o < tile; o++)
          packed[at++] = o < last ? data[base + outer[d] + inner[column + o]] : 0;
    }
  }
}

/** The micro-kernel: one tile of 4 × 4 sums over a block of depth. */
function addTile(
  a: Float32Array,
  a0: number,
  b: Float32Array,
  b0: number,
  depth: number,
  c: Operand,
  row: number,
  column: number,
): void {
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  let [s20, s21, s22, s23] = [0, 0, 0, 0];
  let [s30, s31, s32, s33] = [0, 0, 0, 0];
  for (let d = 0, i = a0, j = b0; d < depth; d++, i += 4, j += 4) {
    const x0 = a[i];
    const x1 = a[i + 1];
    const x2 = a[i + 2];
    const x3 = a[i + 3];
    const y0 = b[j];
    const y1 = b[j + 1];
    const y2 = b[j + 2];
    const y3 = b[j + 3];
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
    s20 += x2 * y0;
    s21 += x2 * y1;
    s22 += x2 * y2;
    s23 += x2 * y3;
    s30 += x3 * y0;
    s31 += x3 * y1;
    s32 += x3 * y2;
    s33 += x3 * y3;
  }
  addRow(c, row, column, s00, s01, s02, s03);
  addRow(c, row + 1, column, s10, s11, s12, s13);
  addRow(c, row + 2, column, s20, s21, s22, s23);
  addRow(c, row + 3, column, s30, s31, s32, s33);
}

function addRow(
  { data, base, outer, inner }: Operand,
  row: number,
  column: number,
  s0: number,
  s1: number,
  s2: number,
  s3: number,
): void {
  if (row >= outer.length) return;
  const from = base + outer[row];
  const left = inner.length - column;
  data[from + inner[column]] += s0;
  if (left > 1) data[from + inner[column + 1]] += s1;
  if (left > 2) data[from + inner[column + 2]] += s2;
  if (left > 3) data[from + inner[column + 3]] += s3;
}
