/** How a pass is cut into items, and what of the padded copy each item holds. */
import { product } from "../walk.js";
import type { Shape } from "./block.js";
import { zeroBytes } from "./emit.js";
import { knownTaps, type PassAxis, rowLayout, type Slice, type SlideGeometry, slicesOf } from "./geometry.js";

/** A band's copy at most: it stays in the first level, with the weights and the results. */
const bandBytes = 32 * 1024;
/** Multiply-adds of an item at least: what it costs to begin one is little beside. */
const itemWork = 64 * 1024;
/** The last vector of a row may read beyond the copy. */
const slack = 64;

export interface PassPlan {
  readonly shape: Shape;
  readonly columnStride: number;
  readonly slices: readonly Slice[];
  /** For each phase of a row: elements from its start in the source and in the copy, and how many. */
  readonly strips: readonly (readonly [from: number, to: number, count: number])[];
  readonly bands: number;
  readonly bandRows: number;
  readonly blockGroups: number;
  /** Rows of a band's copy; floats from row to row, plane to plane, channel to channel. */
  readonly extent: number;
  readonly row: number;
  readonly phase: number;
  readonly plane: number;
  readonly channel: number;
  /** Floats of the copy, and of all that a thread needs. */
  readonly laid: number;
  readonly scratch: number;
  /** Elements from plane to plane of the source that are copied, and where the first goes. */
  readonly planes: number;
  readonly first: number;
}

/** Channels of a group that are laid out, targets that slide over them, and elements from one's weights to the next. */
export interface GroupSizes {
  readonly groups: number;
  readonly sources: number;
  readonly targets: number;
  readonly channelWeights: number;
}

export function planOf(
  { layout, kernel }: SlideGeometry,
  pass: readonly PassAxis[],
  { groups, sources, targets, channelWeights }: GroupSizes,
  { banded = true, taps = knownTaps(pass) }: { banded?: boolean; taps?: readonly [number, number] } = {},
): PassPlan {
  const [, rowsAxis, columnsAxis] = pass;
  const rows = rowLayout(layout[2], columnsAxis);
  const row = rows.residues.length * rows.width;
  const reach = Math.max(1, rowsAxis.start + (rowsAxis.taps - 1) * rowsAxis.tapStep + 1);
  const extentOf = (count: number): number => (count - 1) * rowsAxis.stride + reach;
  const depth = layout[0].extent;
  const fitting =
    Math.floor((bandBytes / (4 * sources * depth * Math.max(row, 1)) - reach) / rowsAxis.stride) + 1;
  const most = banded ? Math.max(4, Math.min(fitting, rowsAxis.count)) : rowsAxis.count;
  const bands = Math.ceil(rowsAxis.count / most);
  const bandRows = Math.ceil(rowsAxis.count / bands);
  const extent = extentOf(bandRows);
  const plane = extent * row;
  const channel = depth * plane;
  const work =
    (product(pass.map(({ count, taps }) => count * Math.max(1, taps))) * sources * targets) / bands;
  // Many items, for many threads, and many groups in each: what surrounds their elements is filled once.
  const blockGroups = Math.min(Math.ceil(itemWork / Math.max(1, work)), Math.ceil((groups * bands) / 16));
  const laid = 4 * Math.ceil((sources * channel) / 4);
  const start = rows.column(columnsAxis.start);
  const slices = slicesOf(pass, taps, kernel, rows, {
    channels: sources,
    channel,
    plane,
    row,
    channelWeights,
  });
  return {
    shape: {
      taps,
      stride: rowsAxis.stride,
      tapStep: rowsAxis.tapStep,
      columns: Array.from({ length: taps[1] }, (_, tap) => {
        const { phase, at } = rows.column(columnsAxis.start + tap * columnsAxis.tapStep);
        return { phase: phase - start.phase, at: at - start.at };
      }),
      rows: rowsAxis.count === 1 ? 1 : 4,
      single: slices.length === 1,
      beside: columnsAxis.result[1] === 1,
    },
    columnStride: columnsAxis.stride,
    slices,
    strips: rows.residues.map((residue, phase) => {
      const { input, before } = layout[2];
      const { stride } = columnsAxis;
      const to = Math.max(0, Math.ceil((before - residue) / stride));
      const from = residue + stride * to - before;
      const count = Math.min(Math.ceil((input - from) / stride), rows.width - to);
      return [from, phase * rows.width + to, Math.max(0, count)];
    }),
    bands,
    bandRows,
    blockGroups: Math.max(1, Math.min(blockGroups, groups)),
    extent,
    row,
    phase: rows.width,
    plane,
    channel,
    laid,
    scratch: (zeroBytes + slack) / 4 + laid,
    planes: Math.max(0, Math.min(layout[0].input, depth - layout[0].before)),
    first: layout[0].before * plane,
  };
}
