import type { Factors, ProductMap } from "../maps.js";
import { placementMoves, sumOf } from "../moves.js";
import { clearStep, copyStep, finishStep, gatherStep, placeStep, tableOfMoves } from "../parts.js";
import { isWhole } from "../placement.js";
import type { Fusion, Places, Program, Step } from "../program.js";
import { moveWords } from "../rows.js";
import { product, type Walk } from "../walk.js";
import { floatWord } from "../wasm/code.js";
import { simdLevel } from "../wasm/host.js";
import { gathers, oriented, productCost } from "./cost.js";
import { productModule } from "./emit.js";
import { productFields } from "./fields.js";
import { packingRuns, panelRuns } from "./runs.js";
import { blockDepth, panels, splitRows, tileColumns } from "./sizes.js";
import { biasKinds, passBytes } from "./store.js";

/** Panels of one block that a thread packs for itself: 48 columns × 512 floats are 96 KiB in the second level. */
const blockPanels = 6;
/** Blocks are smaller where there would be fewer of them than this: threads would wait for the last. */
const fewItems = 16;
/** Rows of a block against panels packed ahead: 96 × 512 floats stay in the second level while all panels pass. */
const blockRows = 96;
/** Columns up to this size, whole, are packed once for all blocks of rows. */
const wholeBytes = 2 ** 20;

const tablesPerProduct = 9;

/** One product and how it is worked on. */
interface Plan extends Factors {
  /** b is the map's a. */
  readonly turned: boolean;
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** Floats of all packed panels of one group. */
  readonly packedSize: number;
  /** Panels are packed before: once for all runs, once in each run, or block by block. */
  readonly packed: "prepared" | "shared" | "scratch";
  /** Rows of a are laid out in sequence before. */
  readonly gathered: boolean;
}

function planOf(factors: Factors, constant: boolean): Plan {
  const one = oriented(factors, constant);
  const [rows, depth, columns] = [one.a.outer.count, one.b.outer.count, one.b.inner.count];
  const packedSize = panels(columns) * tileColumns * depth;
  const whole = rows > blockRows && 4 * packedSize <= wholeBytes;
  const packed = one.turned && constant ? "prepared" : whole ? "shared" : "scratch";
  const gathered = gathers({ a: one.a, rows, depth, panels: panels(columns) });
  return { ...one, rows, depth, columns, packedSize, packed, gathered };
}

/** Sizes of the map's operands for one sample: b as it lies in the program's operands, and placed. */
const placedSize = ({ groups, channels, placement }: ProductMap): number =>
  isWhole(placement) ? 0 : groups * channels * product(placement.shape);

/** Estimated machine cycles of a map: its products, and a copy of each operand; with `fusion`, of resident operands. */
export function productCycles(map: ProductMap, fusion?: Fusion): number {
  const { constant = false } = fusion ?? {};
  const products = sumOf(
    map.products.map((one) => {
      const factors = oriented(one, constant);
      return productCost(factors, factors.turned && constant);
    }),
  );
  if (fusion) return map.batch * (map.groups * products + placedSize(map));
  const own = product(map.placement.input) * map.channels;
  const copies = map.groups * (map.a.size + map.c.size + own) + placedSize(map);
  return map.batch * (map.groups * products + copies);
}

/**
 * c = a · b for every group of a sample, in WebAssembly SIMD, from the operands b, a (, bias) (, residual), c. b is laid out
 * with its padding; whichever of a and b costs less is packed, the other is read in place.
 *
 * Sums run in ascending depth in float32, block after block of 512.
 */
export function productProgram(
  map: ProductMap,
  { bias = false, residual = false, clamp, constant = false }: Fusion = {},
  fused: boolean = simdLevel() === "relaxed",
): Program {
  const { groups, channels, placement } = map;
  const plans = map.products
    .map((one) => planOf(one, constant))
    .filter(({ rows, depth, columns }) => rows * depth * columns > 0);
  const covered = sumOf(plans.map(({ rows, columns }) => rows * columns)) === map.c.size;
  const resultSize = { size: groups * map.c.size, perSample: map.c.perSample };
  const biases = groups * map.rows;
  const paddedRows = tileColumns * panels(map.rows);
  const copiesBias = bias && covered && plans.some(({ turned }) => turned);
  const placed = placedSize(map);
  const moves = placed > 0 ? placementMoves(placement) : [];
  const sharedOf = (plan: Plan): number => (plan.packed === "shared" ? groups * plan.packedSize : 0);
  const preparedOf = (plan: Plan): number => (plan.packed === "prepared" ? groups * plan.packedSize : 0);
  const gatheredOf = ({ gathered, rows, depth }: Plan): number => (gathered ? groups * rows * depth : 0);
  const scratch = plans.some(({ packed }) => packed === "scratch")
    ? blockPanels * tileColumns * blockDepth
    : 0;

  const packedAt = (at: Places): number => at.shared + 4 * (placed + (copiesBias ? groups * paddedRows : 0));
  const gatheredAt = (at: Places): number => packedAt(at) + 4 * sumOf(plans.map(sharedOf));

  function stepsOf(
    plan: Plan,
    i: number,
    at: Places,
    accumulate: boolean,
  ): { gather: Step[]; pack: Step; multiply: Step } {
    const { a, rows, depth, columns, turned, packed, gathered } = plan;
    const tables = at.tables.slice(1 + tablesPerProduct * i, 1 + tablesPerProduct * (i + 1));
    const [aRows, aSteps, bSteps, bColumns, bRuns, cRows, cColumns, cRuns, gatheredRows] = tables;
    const [ofB, ofA] = at.operands;
    const ofC = at.operands[at.operands.length - 1];
    const source = placed > 0 ? at.shared : ofB;
    const [sourceGroup, weightGroup] = [4 * channels * product(placement.shape), 4 * map.a.size];
    const inSequence = a.inner.run >= depth || gathered;
    const before = (sizes: (plan: Plan) => number): number => 4 * sumOf(plans.slice(0, i).map(sizes));
    const address =
      packed === "prepared"
        ? at.prepared + before(preparedOf)
        : packed === "shared"
          ? packedAt(at) + before(sharedOf)
          : 0;
    const given = { a: turned ? source : ofA, aGroup: turned ? sourceGroup : weightGroup };
    const laidOut = { a: gatheredAt(at) + before(gatheredOf), aGroup: 4 * rows * depth };
    const rowBlocks = packed === "scratch" ? 1 : Math.ceil(rows / blockRows);
    const eachRows = Math.ceil(rows / rowBlocks);
    const share = Math.floor((groups * rowBlocks * panels(columns)) / fewItems);
    const eachPanels = Math.max(1, Math.min(blockPanels, share));
    const columnBlocks = Math.ceil(panels(columns) / eachPanels);
    const [sixes, fives, rest] = splitRows(eachRows);
    const [lastSixes, lastFives, lastRest] = splitRows(rows - (rowBlocks - 1) * eachRows);
    const adds = accumulate || !covered;
    const [low, high] = clamp ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const multiply: Step = {
      routine: {
        module: productModule(inSequence ? "sequence" : "table", fused, rest + lastRest > 0),
        name: "product",
      },
      words: productFields.list({
        ...(gathered ? laidOut : given),
        aRows: gathered ? gatheredRows : aRows,
        aSteps: gathered ? 0 : inSequence ? 4 * a.inner.list()[0] : aSteps,
        ...{ bSteps, bColumns, bRuns, cRows, cColumns, cRuns, depth, columns },
        b: turned ? ofA : source,
        bGroup: turned ? weightGroup : sourceGroup,
        c: ofC,
        cGroup: 4 * map.c.size,
        prepared: address,
        preparedGroup: 4 * plan.packedSize,
        adds: Number(adds || residual),
        initial: adds ? 0 : at.operands[at.operands.length - 2] - ofC,
        bias: copiesBias && turned ? at.shared + 4 * placed : bias ? at.operands[2] : 0,
        biasGroup: 4 * (turned ? paddedRows : map.rows),
        biasKind: !bias || !covered ? biasKinds.none : turned ? biasKinds.columns : biasKinds.rows,
        clamp: Number(clamp !== undefined && covered),
        low: floatWord(covered ? low : Number.NEGATIVE_INFINITY),
        high: floatWord(covered ? high : Number.POSITIVE_INFINITY),
        ...{ columnBlocks, blockPanels: eachPanels, rowBlocks, blockRows: eachRows },
        ...{ sixes, fives, rest, lastSixes, lastFives, lastRest },
      }),
      items: groups * rowBlocks * columnBlocks,
    };
    const tabled = { rowTable: aRows, stepTable: aSteps, rows, depth };
    return {
      gather: gathered
        ? [gatherStep(groups, { ...tabled, from: given.a, fromGroup: given.aGroup, to: laidOut.a })]
        : [],
      pack: {
        routine: { ...multiply.routine, name: "pack" },
        words: multiply.words,
        items: groups * panels(columns),
      },
      multiply,
    };
  }

  return {
    operands: [
      { size: groups * channels * product(placement.input), perSample: true },
      { size: groups * map.a.size, perSample: map.a.perSample },
      ...(bias ? [{ size: biases, perSample: false }] : []),
      ...(residual ? [resultSize] : []),
      resultSize,
    ],
    prepared: sumOf(plans.map(preparedOf)),
    shared:
      placed +
      (copiesBias ? groups * paddedRows : 0) +
      sumOf(plans.map((plan) => sharedOf(plan) + gatheredOf(plan))),
    scratch: passBytes / 4 + scratch,
    tables: [moveWords * moves.length, ...plans.flatMap(tableSizes)],
    steps: 4 + 3 * plans.length,
    makeTables: () => [tableOfMoves(moves), ...plans.flatMap(tablesOf)],
    prepare: (at) =>
      plans.flatMap((plan, i) => (plan.packed === "prepared" ? [stepsOf(plan, i, at, false).pack] : [])),
    run(at, accumulate) {
      const result = at.operands[at.operands.length - 1];
      const rowBytes = (4 * map.c.size) / Math.max(1, map.rows);
      const rows = { to: result, toStep: rowBytes, bytes: rowBytes };
      const steps: Step[] = [];
      if (placed > 0) {
        const [own, copy] = [4 * product(placement.input), 4 * product(placement.shape)];
        const span = { from: at.operands[0], fromStep: own, to: at.shared, toStep: copy, bytes: copy };
        steps.push(placeStep(groups * channels, { ...span, moves: at.tables[0], count: moves.length }));
      }
      if (copiesBias)
        steps.push(
          copyStep(groups, {
            ...{ from: at.operands[2], fromStep: 4 * map.rows },
            ...{ to: at.shared + 4 * placed, toStep: 4 * paddedRows, bytes: 4 * map.rows },
          }),
        );
      if (!covered && !accumulate)
        steps.push(
          residual
            ? copyStep(biases, { ...rows, from: at.operands[at.operands.length - 2], fromStep: rowBytes })
            : clearStep(biases, rows),
        );
      plans.forEach((plan, i) => {
        const { gather, pack, multiply } = stepsOf(plan, i, at, accumulate);
        steps.push(...gather, ...(plan.packed === "shared" ? [pack] : []), multiply);
      });
      if (!covered && (bias || clamp))
        steps.push(
          finishStep(biases, {
            to: result,
            size: rowBytes / 4,
            bias: bias ? at.operands[2] : undefined,
            clamp,
          }),
        );
      return steps;
    },
  };
}

/** Words of a product's tables, in the order of `tablesOf`. */
function tableSizes({ rows, depth, columns, gathered }: Plan): number[] {
  const wide = panels(columns) * tileColumns;
  return [rows, depth, depth, wide, panels(columns), rows, wide, panels(columns), gathered ? rows : 0];
}

function tablesOf({ a, b, c, rows, depth, columns, gathered }: Plan): Int32Array[] {
  const scaled = ({ outer, inner }: { outer: Walk; inner: Walk }): Int32Array[] =>
    [outer, inner].map((walk) => walk.list().map((offset) => 4 * offset));
  // Columns beyond the last repeat it: they are computed, and not stored.
  const padded = (list: Int32Array): Int32Array =>
    Int32Array.from({ length: panels(columns) * tileColumns }, (_, i) => list[Math.min(i, columns - 1)]);
  const [[aRows, aSteps], [bSteps, bColumns], [cRows, cColumns]] = [a, b, c].map(scaled);
  return [
    ...[aRows, aSteps, bSteps],
    ...[padded(bColumns), packingRuns(b.inner.list())],
    ...[cRows, padded(cColumns), panelRuns(c.inner.list())],
    Int32Array.from({ length: gathered ? rows : 0 }, (_, row) => 4 * row * depth),
  ];
}
