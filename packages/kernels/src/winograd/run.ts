import { arenaMemory, bytesFor, type Space, takeSpace } from "../arena.js";
import { moveTable, placementMoves } from "../moves.js";
import { multiplyAdd, panelRoutine, pass, passBytes, splitRows, tileColumns } from "../product/tile.js";
import { rowsRoutine } from "../rows.js";
import { instantiate, simdLevel } from "../wasm/host.js";
import { ModuleWriter } from "../wasm/module.js";
import { directTile } from "./direct.js";
import { filterRoutine, inputRoutine, outputRoutine } from "./emit.js";
import { countTiles, reach, tileStarts, type WinogradSetting } from "./setting.js";
import { transforms } from "./transforms.js";

type Routines = Record<
  "input" | "filter" | "output" | "sequence" | "addRows" | "copyRows",
  (...args: number[]) => void
>;
const compiled: Partial<Record<string, Routines>> = {};

function routines(m: number, r: number, fused: boolean): Routines {
  const key = `${m} ${r} ${fused}`;
  if (compiled[key]) return compiled[key];
  const writer = new ModuleWriter();
  const [made, madd] = [transforms(m, r), multiplyAdd(fused)];
  inputRoutine(writer, made, madd);
  filterRoutine(writer, made, madd);
  outputRoutine(writer, made, madd);
  panelRoutine(writer, "sequence", madd);
  rowsRoutine(writer, "addRows");
  rowsRoutine(writer, "copyRows");
  const bound = instantiate(writer.bytes(), arenaMemory()) as Routines;
  compiled[key] = bound;
  return bound;
}

/** Bytes of the transformed input and products of one block of panels: they stay in the second level. */
const blockBytes = 1.5 * 2 ** 20;
/**
 * Channels summed before the sum is added to the products. In one sum of 512 channels the error grows to 5 × that
 * of the direct kernel (which adds up blocks of 512 products); in blocks of 64 it stays at 2.3 ×.
 */
const blockDepth = 64;

interface Sizes {
  readonly points: number;
  readonly panels: number;
  /** Panels of eight tiles that are worked on together. */
  readonly block: number;
  /** Sources, rounded up to whole vectors of weights. */
  readonly wide: number;
  readonly placed: readonly number[];
  readonly plane: readonly number[];
}

function sizesOf(s: WinogradSetting): Sizes {
  const points = (s.m + s.r - 1) ** 2;
  const axes = s.output.map((output, axis) => reach(output, s.dilation[axis], s.m, s.r));
  const panels = Math.ceil(countTiles(s) / tileColumns);
  const perPanel = points * (s.sources + s.targets) * tileColumns * 4;
  return {
    points,
    panels,
    block: Math.max(1, Math.min(6, panels, Math.floor(blockBytes / perPanel))),
    wide: 4 * Math.ceil(s.sources / 4),
    placed: axes.map(({ input }) => input),
    plane: axes.map(({ output }) => output),
  };
}

/** Elements of the parts in the arena, all of one group. */
function partSizes(s: WinogradSetting): number[] {
  const { points, panels, block, wide, placed, plane } = sizesOf(s);
  const filters = s.sources * s.targets * s.r ** 2;
  return [
    s.sources * placed[0] * placed[1],
    s.targets * plane[0] * plane[1],
    s.targets * s.output[0] * s.output[1],
    // Four channels are read at once, also where fewer are left.
    filters + 4 * s.weight.source,
    points * s.targets * wide,
    points * s.sources * tileColumns * block,
    points * s.targets * tileColumns * block,
    panels * tileColumns,
    panels * tileColumns,
    s.targets,
    s.targets,
    tileColumns,
    4,
    s.sources * s.input[0] * s.input[1],
    passBytes / 4,
  ];
}

export const winogradBytes = (s: WinogradSetting): number => bytesFor(partSizes(s));

/** Estimated machine cycles: products, the three transforms, copies. */
export function winogradCycles(s: WinogradSetting): number {
  const { points, panels, wide, placed } = sizesOf(s);
  const products = points * panels * s.sources * Math.max(4, s.targets);
  const inputs = 12 * points * panels * s.sources;
  const outputs = 8 * points * panels * s.targets;
  const filters = 5 * points * s.targets * wide;
  const copies = s.sources * placed[0] * placed[1] + 2 * s.targets * s.output[0] * s.output[1];
  return s.batch * s.groups * (products + inputs + outputs + filters + copies + 20_000);
}

/**
 * result += a stride-1 convolution by F(m × m, r × r): (m + r − 1)² products for m² outputs of r² taps. Tiles whose
 * result is not finite are computed again directly, so NaN and infinity reach only outputs whose windows
 * read them. The same bits on every call.
 *
 * @param fresh result is all zero: it need not be read
 * @throws RangeError where a group does not fit the arena, before any work
 */
export function runWinograd(
  s: WinogradSetting,
  w: Float32Array,
  source: Float32Array,
  result: Float32Array,
  { fused = simdLevel() === "relaxed", fresh = false }: { fused?: boolean; fresh?: boolean } = {},
): void {
  if (s.batch * s.sources * s.targets === 0) return;
  const parts = partSizes(s);
  const space = takeSpace(parts);
  const { floats, integers, at } = space;
  const code = routines(s.m, s.r, fused);
  const { wide, placed, plane } = sizesOf(s);
  const tiles = writeTables(s, space);
  const [filters, inputs, outputs] = [
    parts[3] - 4 * s.weight.source,
    s.sources * s.input[0] * s.input[1],
    parts[2],
  ];
  integers.fill(0, at[11] / 4, at[11] / 4 + tileColumns);
  const moves = placementMoves({ input: s.input, shape: placed, begin: s.begin });
  floats.fill(0, at[0] / 4, at[0] / 4 + parts[0]);
  for (let group = 0; group < s.groups; group++) {
    floats.set(w.subarray(group * filters, (group + 1) * filters), at[3] / 4);
    for (let target = 0; target < s.targets; target++)
      code.filter(
        at[3] + 4 * (target * s.weight.target + s.weight.first),
        4 * s.weight.source,
        4 * s.weight.tap * s.r,
        4 * s.weight.tap,
        at[4] + 4 * target * wide,
        4 * s.targets * wide,
        wide / 4,
      );
    for (let sample = 0; sample < s.batch; sample++) {
      const block = sample * s.groups + group;
      floats.set(source.subarray(block * inputs, (block + 1) * inputs), at[13] / 4);
      for (let channel = 0; channel < s.sources; channel++)
        for (const m of moves) {
          const [from, fromRow, fromStep, to, ...rest] = moveTable(m);
          code.copyRows(
            from + at[13] + 4 * channel * s.input[0] * s.input[1],
            ...[fromRow, fromStep, to + at[0] + 4 * channel * placed[0] * placed[1], ...rest],
          );
        }
      const own = { w, source, weightBase: group * filters, sourceBase: block * inputs };
      for (const panel of transformAndMultiply(s, space, code))
        for (let i = panel * tileColumns; i < Math.min(tiles.length, (panel + 1) * tileColumns); i++)
          directTile(s, own, tiles[i], floats, at[1] / 4, plane);
      if (!fresh) floats.set(result.subarray(block * outputs, (block + 1) * outputs), at[2] / 4);
      const store = fresh ? code.copyRows : code.addRows;
      for (let target = 0; target < s.targets; target++)
        store(
          at[1] + 4 * target * plane[0] * plane[1],
          4 * plane[1],
          4,
          at[2] + 4 * target * s.output[0] * s.output[1],
          4 * s.output[1],
          4,
          s.output[0],
          s.output[1],
        );
      result.set(floats.subarray(at[2] / 4, at[2] / 4 + outputs), block * outputs);
    }
  }
}

/** Writes where tiles begin and where rows of the products lie; returns the tiles' first outputs. */
function writeTables(
  s: WinogradSetting,
  { integers, at }: Space,
): (readonly [row: number, column: number])[] {
  const { placed, plane, wide, panels } = sizesOf(s);
  const [rows, columns] = s.output.map((output, axis) => tileStarts(output, s.dilation[axis], s.m));
  const tiles = rows.flatMap((row) => columns.map((column) => [row, column] as const));
  for (let i = 0; i < panels * tileColumns; i++) {
    // Lanes beyond the last tile repeat it.
    const [row, column] = tiles[Math.min(i, tiles.length - 1)];
    integers[at[7] / 4 + i] = 4 * (row * placed[1] + column);
    integers[at[8] / 4 + i] = 4 * (row * plane[1] + column);
  }
  for (let target = 0; target < s.targets; target++) {
    integers[at[9] / 4 + target] = 4 * target * wide;
    integers[at[10] / 4 + target] = 4 * target * tileColumns;
  }
  return tiles;
}

/** Computes all tiles into the plane; returns the panels in which something was not finite. */
function transformAndMultiply(s: WinogradSetting, { floats, integers, at }: Space, code: Routines): number[] {
  const { points, panels, block, wide, placed, plane } = sizesOf(s);
  const [vector, split] = [4 * tileColumns, splitRows(s.targets)];
  const [panelV, panelM] = [vector * s.sources, vector * s.targets];
  const [pointV, pointM] = [block * panelV, block * panelM];
  const spoilt: number[] = [];
  for (let first = 0; first < panels; first += block) {
    const here = Math.min(block, panels - first);
    for (let i = 0; i < here; i++)
      for (const half of [0, 16])
        code.input(
          at[7] + vector * (first + i) + half,
          at[0],
          4 * placed[0] * placed[1],
          4 * s.dilation[0] * placed[1],
          4 * s.dilation[1],
          at[5] + i * panelV + half,
          pointV,
          s.sources,
        );
    floats.fill(0, at[6] / 4, at[6] / 4 + (points * pointM) / 4);
    for (let point = 0; point < points; point++)
      for (let i = 0; i < here; i++)
        for (let d = 0; d < s.sources; d += blockDepth) {
          const deep = Math.min(blockDepth, s.sources - d);
          const panel = at[5] + point * pointV + i * panelV + d * vector;
          const [fromA, fromC] = [at[4] + 4 * point * s.targets * wide, at[6] + point * pointM + i * panelM];
          integers.set(
            pass.list({
              fromA,
              fromC,
              adds: 1,
              initial: 0,
              bias: 0,
              clamp: 0,
              low: 0,
              high: 0,
            }),
            at[14] / 4,
          );
          code.sequence(at[9], 4 * d, deep, panel, at[10], at[11], tileColumns, 1, 0, at[14], 0, ...split);
        }
    for (let i = 0; i < here; i++) {
      floats.fill(0, at[12] / 4, at[12] / 4 + 4);
      for (const half of [0, 16])
        code.output(
          at[6] + i * panelM + half,
          pointM,
          at[8] + vector * (first + i) + half,
          at[1],
          4 * plane[0] * plane[1],
          4 * s.dilation[0] * plane[1],
          4 * s.dilation[1],
          s.targets,
          at[12],
        );
      if (floats.subarray(at[12] / 4, at[12] / 4 + 4).some(Number.isNaN)) spoilt.push(first + i);
    }
  }
  return spoilt;
}
