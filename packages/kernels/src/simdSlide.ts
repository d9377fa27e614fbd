import { arenaMemory, bytesFor, type Space, takeSpace } from "./arena.js";
import type { Convolution } from "./maps.js";
import { moveAll } from "./moves.js";
import { rowsRoutine } from "./rows.js";
import { dotRoutine, dotTaps, slideRoutine, slideRows, slideSlack } from "./slide.js";
import { type SlideMap, type SlidePass, slideInputGrad, slideOutput } from "./slideMaps.js";
import { multiplyAdd } from "./tile.js";
import { product } from "./walk.js";
import { instantiate, simdLevel } from "./wasm/host.js";
import { ModuleWriter } from "./wasm/module.js";

type Routine = (...args: number[]) => void;

interface Routines {
  readonly copyRows: Routine;
  readonly addRows: Routine;
  /** Largest first. */
  readonly slides: readonly { readonly rows: number; readonly run: Routine }[];
  /** By number of taps. */
  readonly dots: readonly Routine[];
}

const compiled: Partial<Record<string, Routines>> = {};

function routines(fused: boolean): Routines {
  const key = String(fused);
  if (compiled[key]) return compiled[key];
  const writer = new ModuleWriter();
  for (const rows of slideRows) slideRoutine(writer, rows, multiplyAdd(fused));
  for (let taps = 1; taps <= dotTaps; taps++) dotRoutine(writer, taps, multiplyAdd(fused));
  rowsRoutine(writer, "copyRows");
  rowsRoutine(writer, "addRows");
  const { copyRows, addRows, ...others } = instantiate(writer.bytes(), arenaMemory());
  const made = {
    copyRows,
    addRows,
    slides: slideRows.map((rows) => ({ rows, run: others[`slide${rows}`] })),
    dots: Array.from({ length: dotTaps + 1 }, (_, taps) => others[`dot${taps}`]),
  };
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

/** Elements of the parts in the arena: source, planes, result (or dy), sums, weights, taps. */
function partSizes({ convolution: { groups }, map, sources, targets }: SlideProblem): number[] {
  const lattice = Math.max(1, ...map.passes.map((pass) => pass.lattice));
  const depth = sources * Math.max(1, ...map.passes.map(({ taps }) => taps.length));
  return [
    groups * sources * map.source,
    sources * map.planes.length * map.plane + slideSlack,
    groups * targets * map.target,
    slideRows[0] * (lattice + 8),
    targets * depth,
    depth,
  ];
}

export const slideBytes = (problem: SlideProblem): number => bytesFor(partSizes(problem));

/** Estimated machine cycles: multiply-adds bound by loads, copies, and the calls from JavaScript. */
export function slideCycles({ convolution: { batch, groups }, map, sources, targets }: SlideProblem): number {
  const perVector = targets % 2 === 0 ? 0.6 : 0.7;
  const passes = map.passes.map(
    ({ lattice, taps }) => (lattice / 4) * (sources * taps.length * perVector + 2) + 400,
  );
  const work = targets * passes.reduce((sum, cycles) => sum + cycles, 0);
  const copies = sources * (map.source + map.planes.length * 200) + targets * map.target;
  return batch * groups * (work + copies);
}

/** Whether the passes, which never overlap, write every element of the result. */
function covers({ passes, target }: SlideMap): boolean {
  const moves = passes.flatMap(({ out }) => out);
  return moves.reduce((sum, { rows, length }) => sum + rows * length, 0) === target;
}

const vectorsOf = (pass: SlidePass): number => Math.ceil(pass.lattice / 4);

/** Lays out the channels of a group as planes. */
function fillPlanes(
  { map, sources }: SlideProblem,
  { at }: Space,
  { copyRows }: Routines,
  group: number,
): void {
  for (let channel = 0; channel < sources; channel++)
    map.planes.forEach((moves, i) => {
      const plane = at[1] + 4 * (channel * map.planes.length + i) * map.plane;
      moveAll(copyRows, moves, at[0] + 4 * (group * sources + channel) * map.source, plane);
    });
}

/** Writes the offsets of a pass's taps in all channels of a group. */
function writeTaps({ map, sources }: SlideProblem, { integers, at }: Space, { taps }: SlidePass): void {
  let next = at[5] / 4;
  for (let channel = 0; channel < sources; channel++)
    for (const tap of taps) integers[next++] = 4 * (channel * map.planes.length * map.plane + tap);
}

/** Writes a group's weights row by row, in the order of the taps. */
function writeWeights(
  { convolution, weightSteps: [rowStep, channelStep], kernel, sources, targets }: SlideProblem,
  space: Space,
  pass: SlidePass,
  w: Float32Array,
  group: number,
): void {
  const base = group * convolution.outGroup * convolution.inGroup * kernel;
  let next = space.at[4] / 4;
  for (let row = 0; row < targets; row++)
    for (let channel = 0; channel < sources; channel++)
      for (const tap of pass.weights)
        space.floats[next++] = w[base + row * rowStep + channel * channelStep + tap];
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
  const { convolution, map, targets } = problem;
  const sizes = partSizes(problem);
  const space = takeSpace(sizes);
  const { floats, at } = space;
  const code = routines(fused);
  floats.fill(0, at[1] / 4, at[1] / 4 + sizes[1]);
  for (let sample = 0; sample < convolution.batch; sample++) {
    const own = [sample * sizes[2], (sample + 1) * sizes[2]] as const;
    floats.set(source.subarray(sample * sizes[0], (sample + 1) * sizes[0]), at[0] / 4);
    if (fresh && covers(map)) copyOut(code.copyRows);
    else {
      floats.set(result.subarray(...own), at[2] / 4);
      copyOut(code.addRows);
    }
    result.set(floats.subarray(at[2] / 4, at[2] / 4 + sizes[2]), own[0]);
  }

  function copyOut(store: Routine): void {
    for (let group = 0; group < convolution.groups; group++) {
      fillPlanes(problem, space, code, group);
      for (const pass of map.passes) {
        // The taps of a single pass are the same for every group.
        if (group === 0 || map.passes.length > 1) writeTaps(problem, space, pass);
        const depth = problem.sources * pass.taps.length;
        writeWeights(problem, space, pass, w, group);
        const step = 16 * (vectorsOf(pass) + 1);
        for (let row = 0; row < targets; ) {
          const { rows, run } = code.slides.find((one) => row + one.rows <= targets)!;
          run(at[5], depth, at[4] + 4 * row * depth, at[1], at[3], step, vectorsOf(pass));
          for (let r = 0; r < rows; r++, row++)
            moveAll(store, pass.out, at[3] + r * step, at[2] + 4 * (group * targets + row) * map.target);
        }
      }
    }
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
  const { convolution, map, targets } = problem;
  const sizes = partSizes(problem);
  const space = takeSpace(sizes);
  const { floats, at } = space;
  const code = routines(fused);
  const [pass] = map.passes;
  const [vectors, depth] = [vectorsOf(pass), problem.sources * pass.taps.length];
  writeTaps(problem, space, pass);
  const sums = new Float32Array(result.length);
  floats.fill(0, at[1] / 4, at[1] / 4 + sizes[1]);
  floats.fill(0, at[3] / 4, at[3] / 4 + 4 * vectors);
  for (let sample = 0; sample < convolution.batch; sample++) {
    floats.set(x.subarray(sample * sizes[0], (sample + 1) * sizes[0]), at[0] / 4);
    floats.set(dy.subarray(sample * sizes[2], (sample + 1) * sizes[2]), at[2] / 4);
    for (let group = 0; group < convolution.groups; group++) {
      fillPlanes(problem, space, code, group);
      for (let filter = group * targets; filter < (group + 1) * targets; filter++) {
        moveAll(code.copyRows, pass.back, at[2] + 4 * filter * map.target, at[3]);
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
