import { arenaMemory, bytesFor, type Space, takeSpace } from "./arena.js";
import type { Factors, ProductMap } from "./maps.js";
import { moveAll, placementMoves } from "./moves.js";
import { isWhole } from "./placement.js";
import { isRun, oriented, panels, productCost } from "./productCost.js";
import { rowsRoutine } from "./rows.js";
import { multiplyAdd, packRoutine, panelRoutine, splitRows, tileColumns } from "./tile.js";
import { product } from "./walk.js";
import { instantiate, simdLevel } from "./wasm/host.js";
import { ModuleWriter } from "./wasm/module.js";

/** Depth of one packed block: a panel of it fills a third of the first-level cache. */
const blockDepth = 512;
/** Columns of one packed block: 128 × 512 floats are 256 KiB and stay in the second level. */
const blockColumns = 128;

type Routines = Record<"table" | "sequence" | "pack" | "copyRows", (...args: number[]) => void>;

const compiled: Partial<Record<string, Routines>> = {};

/** The module for this machine, or for one without fusing; compiled when first asked for. */
function routines(fused: boolean): Routines {
  const key = String(fused);
  if (compiled[key]) return compiled[key];
  const writer = new ModuleWriter();
  panelRoutine(writer, "table", multiplyAdd(fused));
  panelRoutine(writer, "sequence", multiplyAdd(fused));
  packRoutine(writer);
  rowsRoutine(writer, "copyRows");
  const made = instantiate(writer.bytes(), arenaMemory()) as Routines;
  compiled[key] = made;
  return made;
}

/** Elements of the tables and of the packed block, for the largest of some products. */
function scratch(list: readonly Factors[]): number[] {
  const sizes = list.map(({ a, b }) => {
    const wide = panels(b.inner.count) * tileColumns;
    const [rows, depth] = [a.outer.count, b.outer.count];
    return [rows, depth, depth, wide, rows, wide, Math.min(depth, blockDepth) * Math.min(wide, blockColumns)];
  });
  return sizes[0].map((_, part) => Math.max(...sizes.map((one) => one[part])));
}

/** Multiplies where all operands are in the arena: `at` are the addresses of a, b, c and of the scratch parts. */
function multiply(
  { integers, at }: Space,
  { a, b, c }: Factors,
  origins: Iterable<readonly [a: number, b: number, c: number]>,
  { table, sequence, pack }: Routines,
): void {
  const [aRows, aSteps, bSteps, bColumns, cRows, cColumns, packed] = at.slice(4);
  const [rows, depth, columns] = [a.outer.count, b.outer.count, b.inner.count];
  const [aList, bList, cList] = [a.inner.list(), b.inner.list(), c.inner.list()];
  const write = (address: number, list: Int32Array, padTo = list.length): void => {
    const to = address / 4;
    for (let i = 0; i < list.length; i++) integers[to + i] = 4 * list[i];
    // Columns beyond the last repeat it: they are computed, and not stored.
    integers.fill(4 * list[list.length - 1], to + list.length, to + padTo);
  };
  const wide = panels(columns) * tileColumns;
  write(aRows, a.outer.list());
  write(aSteps, aList);
  write(bSteps, b.outer.list());
  write(bColumns, bList, wide);
  write(cRows, c.outer.list());
  write(cColumns, cList, wide);
  const inSequence = a.inner.run >= depth;
  const split = splitRows(rows);
  for (const [fromA, fromB, fromC] of origins)
    for (let d = 0; d < depth; d += blockDepth) {
      const deep = Math.min(blockDepth, depth - d);
      const size = 4 * tileColumns * deep;
      for (let first = 0; first < columns; first += blockColumns) {
        const last = Math.min(columns, first + blockColumns);
        for (let j = first, panel = packed; j < last; j += tileColumns, panel += size)
          pack(bSteps + 4 * d, deep, bColumns + 4 * j, Number(isRun(bList, j)), panel, fromB);
        for (let j = first, panel = packed; j < last; j += tileColumns, panel += size) {
          const count = Math.min(tileColumns, columns - j);
          const run = Number(isRun(cList, j));
          const walk = inSequence ? sequence : table;
          const steps = inSequence ? 4 * (aList[0] + d) : aSteps + 4 * d;
          walk(aRows, steps, deep, panel, cRows, cColumns + 4 * j, count, run, fromA, fromC, ...split);
        }
      }
    }
}

/** Sizes of a map's operands for one sample, as they lie in the arena: a, b placed, c, and b as given. */
const operandSizes = ({ groups, channels, a, c, placement }: ProductMap): number[] => [
  groups * a.size,
  groups * channels * product(placement.shape),
  groups * c.size,
  isWhole(placement) ? 0 : groups * channels * product(placement.input),
];

/** Bytes of the arena that a map needs; see `fitsArena`. */
export function simdMapBytes(map: ProductMap): number {
  if (map.products.length === 0) return 0;
  return bytesFor([...operandSizes(map), ...scratch(map.products.map(oriented))]);
}

/** Estimated machine cycles of a map: its products, and a copy of each operand. */
export function simdMapCycles(map: ProductMap): number {
  const products = map.products.reduce((sum, one) => sum + productCost(oriented(one)), 0);
  const copies = operandSizes(map).reduce((sum, size) => sum + size, 0);
  return map.batch * (map.groups * products + copies);
}

/**
 * c += a · b for every group of every sample, in WebAssembly SIMD. A sample's operands are copied into the
 * arena, b with its padding; whichever of a and b costs less to pack is packed, the other is read in place.
 *
 * Sums run in ascending depth in float32, block after block of 512. The same bits on every call.
 *
 * @param fresh c is all zero: it need not be read
 * @throws RangeError where a sample does not fit the arena, before any work
 */
export function runSimd(
  map: ProductMap,
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  { fused = simdLevel() === "relaxed", fresh = false }: { fused?: boolean; fresh?: boolean } = {},
): void {
  if (map.batch === 0 || map.products.length === 0) return;
  const factors = map.products.map(oriented);
  const sizes = operandSizes(map);
  const [sizeA, sizeB, sizeC] = sizes;
  const space = takeSpace([...sizes, ...scratch(factors)]);
  const { floats, at } = space;
  const [own, placed] = [product(map.placement.input), product(map.placement.shape)];
  const channels = map.groups * map.channels;
  const code = routines(fused);
  const moves = placementMoves(map.placement);
  const given = isWhole(map.placement) ? at[1] : at[3];
  floats.fill(0, at[1] / 4, at[1] / 4 + sizeB);
  for (let sample = 0; sample < map.batch; sample++) {
    const first = sample === 0;
    if (first || map.a.perSample) floats.set(a.subarray(...part(map.a.perSample, sample, sizeA)), at[0] / 4);
    if (first || map.c.perSample) {
      if (fresh) floats.fill(0, at[2] / 4, at[2] / 4 + sizeC);
      else floats.set(c.subarray(...part(map.c.perSample, sample, sizeC)), at[2] / 4);
    }
    floats.set(b.subarray(sample * channels * own, (sample + 1) * channels * own), given / 4);
    for (let channel = 0; given !== at[1] && channel < channels; channel++)
      moveAll(code.copyRows, moves, given + 4 * channel * own, at[1] + 4 * channel * placed);
    for (const one of factors) {
      const origins = Array.from({ length: map.groups }, (_, group) => {
        const inA = at[0] + 4 * group * map.a.size;
        const inB = at[1] + 4 * group * map.channels * placed;
        const [left, right] = one.turned ? [inB, inA] : [inA, inB];
        return [left, right, at[2] + 4 * group * map.c.size] as const;
      });
      multiply(space, one, origins, code);
    }
    if (map.c.perSample || sample === map.batch - 1) {
      const from = at[2] / 4;
      c.set(floats.subarray(from, from + sizeC), part(map.c.perSample, sample, sizeC)[0]);
    }
  }
}

const part = (perSample: boolean, sample: number, size: number): readonly [from: number, to: number] =>
  perSample ? [sample * size, (sample + 1) * size] : [0, size];
