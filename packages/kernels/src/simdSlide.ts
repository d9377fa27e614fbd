import { arenaMemory, bytesFor, type Space, takeSpace } from "./arena.js";
import type { Convolution } from "./maps.js";
import type { Move } from "./moves.js";
import { multiplyAdd } from "./product/tile.js";
import { movesRoutine, moveWords } from "./rows.js";
import { dotRoutine, dotTaps, groupsRoutine, slideRows, slideSlack } from "./slide.js";
import { type SlideMap, type SlidePass, slideInputGrad, slideOutput } from "./slideMaps.js";
import { product } from "./walk.js";
import { instantiate, simdLevel } from "./wasm/host.js";
import { ModuleWriter } from "./wasm/module.js";

type Routine = (...args: number[]) => void;

interface Routines {
  readonly groups: Routine;
  readonly moves: Routine;
  /** By number of taps. */
  readonly dots: readonly Routine[];
}

const compiled: Partial<Record<string, Routines>> = {};

function routines(fused: boolean): Routines {
  const key = String(fused);
  if (compiled[key]) return compiled[key];
  const [writer, madd] = [new ModuleWriter(), multiplyAdd(fused)];
  groupsRoutine(writer, movesRoutine(writer), madd);
  for (let taps = 1; taps <= dotTaps; taps++) dotRoutine(writer, taps, madd);
  const bound = instantiate(writer.bytes(), arenaMemory());
  const dots = Array.from({ length: dotTaps + 1 }, (_, taps) => bound[`dot${taps}`]);
  const made = { groups: bound.groups, moves: bound.moves, dots };
  compiled[key] = made;
  return made;
}

/** One of the three maps of a convolution; `sources` channels slide into `targets`, both of one group. */
export interface SlideProblem {
  readonly kind: "output" | "inputGrad" | "weightGrad";
  readonly convolution: Convolution;
  readonly map: SlideMap;
  readonly sources: number;
  readonly targets: number;
  /** Weights of one filter's channel, and steps between those of targets and of sources. */
  readonly kernel: number;
  readonly weightSteps: readonly [target: number, source: number];
}

export function slideProblem(kind: SlideProblem["kind"], convolution: Convolution): SlideProblem {
  const { inGroup, outGroup, axes } = convolution;
  const kernel = product(axes.map((axis) => axis.kernel));
  const common = { kind, convolution, kernel };
  return kind === "inputGrad"
    ? {
        ...common,
        map: slideInputGrad(convolution),
        sources: outGroup,
        targets: inGroup,
        weightSteps: [kernel, inGroup * kernel],
      }
    : {
        ...common,
        map: slideOutput(convolution),
        sources: inGroup,
        targets: outGroup,
        weightSteps: [inGroup * kernel, kernel],
      };
}

/** Elements of the parts in the arena: source, planes, result (or dy), sums, weights, taps, moves in and out. */
function partSizes({ convolution: { groups }, map, sources, targets }: SlideProblem): number[] {
  const most = (of: (pass: SlidePass) => number): number => Math.max(1, ...map.passes.map(of));
  const depth = sources * most(({ taps }) => taps.length);
  return [
    groups * sources * map.source,
    sources * map.planes.length * map.plane + slideSlack,
    groups * targets * map.target,
    slideRows[0] * (most(({ lattice }) => lattice) + 8),
    groups * targets * depth,
    depth,
    moveWords * sources * map.planes.reduce((sum, moves) => sum + moves.length, 0),
    moveWords * most(({ out }) => out.length),
  ];
}

export const slideBytes = (problem: SlideProblem): number => bytesFor(partSizes(problem));

/** Estimated machine cycles: multiply-adds bound by loads, weights one by one, copies. */
export function slideCycles({ convolution: { batch, groups }, map, sources, targets }: SlideProblem): number {
  const perVector = targets % 2 === 0 ? 0.6 : 0.7;
  const passes = map.passes.map(({ lattice, taps }) => {
    const depth = sources * taps.length;
    return (lattice / 4 + 1) * (depth * perVector + 2) + 6 * depth + 100;
  });
  const work = targets * passes.reduce((sum, cycles) => sum + cycles, 0);
  const copies = sources * (map.source + map.planes.length * 50) + targets * map.target;
  return batch * groups * (work + copies);
}

/** Whether the passes, which never overlap, write every element of the result. */
function covers({ passes, target }: SlideMap): boolean {
  const moves = passes.flatMap(({ out }) => out);
  return moves.reduce((sum, { rows, length }) => sum + rows * length, 0) === target;
}

const vectorsOf = (pass: SlidePass): number => Math.ceil(pass.lattice / 4);

/** Writes moves as a table; returns how many. */
function writeMoves({ integers }: Space, moves: readonly Move[], at: number): number {
  let next = at / 4;
  for (const m of moves)
    for (const word of [m.from, m.fromRow, m.fromStep, m.to, m.toRow, m.toStep, m.rows, m.length])
      integers[next++] = word;
  return moves.length;
}

/** Writes the moves of all channels of a group to their planes. */
function writeMovesIn({ map, sources }: SlideProblem, space: Space): number {
  const moves = Array.from({ length: sources }, (_, channel) =>
    map.planes.flatMap((plane, i) =>
      plane.map((move) => ({
        ...move,
        from: move.from + 4 * channel * map.source,
        to: move.to + 4 * (channel * map.planes.length + i) * map.plane,
      })),
    ),
  );
  return writeMoves(space, moves.flat(), space.at[6]);
}

/** Writes the offsets of a pass's taps in all channels of a group. */
function writeTaps({ map, sources }: SlideProblem, { integers, at }: Space, { taps }: SlidePass): void {
  let next = at[5] / 4;
  for (let channel = 0; channel < sources; channel++)
    for (const tap of taps) integers[next++] = 4 * (channel * map.planes.length * map.plane + tap);
}

/** Writes the weights of all groups, row by row, in the order of the taps. */
function writeWeights(
  { convolution, weightSteps: [rowStep, channelStep], kernel, sources, targets }: SlideProblem,
  { floats, at }: Space,
  { weights }: SlidePass,
  w: Float32Array,
): void {
  let next = at[4] / 4;
  for (let group = 0; group < convolution.groups; group++) {
    const base = group * convolution.outGroup * convolution.inGroup * kernel;
    for (let row = 0; row < targets; row++)
      for (let channel = 0; channel < sources; channel++)
        for (const tap of weights) floats[next++] = w[base + row * rowStep + channel * channelStep + tap];
  }
}

/**
 * The output or the input gradient of a convolution whose groups have few channels, in WebAssembly SIMD:
 * result += filters slid over source. The same bits on every call.
 *
 * @param fresh result is all zero: it need not be read
 * @throws RangeError where a sample does not fit the arena, before any work
 */
export function runSlide(
  problem: SlideProblem,
  w: Float32Array,
  source: Float32Array,
  result: Float32Array,
  { fused = simdLevel() === "relaxed", fresh = false }: { fused?: boolean; fresh?: boolean } = {},
): void {
  const { convolution, map, sources, targets } = problem;
  if (convolution.batch * sources * targets === 0) return;
  const sizes = partSizes(problem);
  const space = takeSpace(sizes);
  const { floats, at } = space;
  const { groups } = routines(fused);
  const adds = Number(!fresh || !covers(map));
  floats.fill(0, at[1] / 4, at[1] / 4 + sizes[1]);
  const movesIn = writeMovesIn(problem, space);
  for (let sample = 0; sample < convolution.batch; sample++) {
    const own = [sample * sizes[2], (sample + 1) * sizes[2]] as const;
    floats.set(source.subarray(sample * sizes[0], (sample + 1) * sizes[0]), at[0] / 4);
    if (adds) floats.set(result.subarray(...own), at[2] / 4);
    for (const pass of map.passes) {
      writeTaps(problem, space, pass);
      writeWeights(problem, space, pass, w);
      groups(
        ...[convolution.groups, at[6], movesIn, at[0], 4 * sources * map.source, at[1]],
        ...[at[5], sources * pass.taps.length, at[4], at[3], 16 * (vectorsOf(pass) + 1), vectorsOf(pass)],
        ...[at[7], writeMoves(space, pass.out, at[7]), adds, at[2], 4 * map.target, targets],
      );
    }
    result.set(floats.subarray(at[2] / 4, at[2] / 4 + sizes[2]), own[0]);
  }
}

/**
 * The weight gradient: result += for each tap the sum of x · dy. Where a sum is not finite, `false` asks for
 * another algorithm, and result is untouched: sums over whole planes meet neighbours' values times zero.
 */
export function runSlideWeightGrad(
  problem: SlideProblem,
  dy: Float32Array,
  x: Float32Array,
  result: Float32Array,
  { fused = simdLevel() === "relaxed" }: { fused?: boolean } = {},
): boolean {
  const { convolution, map, sources, targets } = problem;
  if (convolution.batch * sources * targets === 0) return true;
  const sizes = partSizes(problem);
  const space = takeSpace(sizes);
  const { floats, at } = space;
  const code = routines(fused);
  const [pass] = map.passes;
  const movesIn = writeMovesIn(problem, space);
  const movesBack = writeMoves(space, pass.back, at[7]);
  const [vectors, depth] = [vectorsOf(pass), sources * pass.taps.length];
  writeTaps(problem, space, pass);
  const sums = new Float32Array(result.length);
  floats.fill(0, at[1] / 4, at[1] / 4 + sizes[1]);
  floats.fill(0, at[3] / 4, at[3] / 4 + 4 * vectors);
  for (let sample = 0; sample < convolution.batch; sample++) {
    floats.set(x.subarray(sample * sizes[0], (sample + 1) * sizes[0]), at[0] / 4);
    floats.set(dy.subarray(sample * sizes[2], (sample + 1) * sizes[2]), at[2] / 4);
    for (let group = 0; group < convolution.groups; group++) {
      code.moves(at[6], movesIn, at[0] + 4 * group * sources * map.source, at[1], 0);
      for (let filter = group * targets; filter < (group + 1) * targets; filter++) {
        code.moves(at[7], movesBack, at[2] + 4 * filter * map.target, at[3], 0);
        floats.fill(0, at[4] / 4, at[4] / 4 + depth);
        for (let k = 0; k < depth; k += dotTaps)
          code.dots[Math.min(dotTaps, depth - k)](at[5] + 4 * k, at[1], at[3], vectors, at[4] + 4 * k);
        for (let k = 0; k < depth; k++) sums[filter * depth + k] += floats[at[4] / 4 + k];
      }
    }
  }
  if (!sums.every(Number.isFinite)) return false;
  for (let i = 0; i < result.length; i++) result[i] += sums[i];
  return true;
}
