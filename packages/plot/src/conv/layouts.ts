import { textWidth } from "../text/layout.js";
import type { Cell, Side } from "./grid.js";
import type { Scene } from "./scene.js";
import { cellSize, headingHeight, type Point, type Stage } from "./stage.js";
import type { Heading } from "./words.js";

/** Input and output side by side or, seen from the side as in the guide, one over the other. */
export type Layout = "flat" | "tilted";

const mapGap = 16;
const sliceGap = 14;
const channelLabel = 30;
export const arrowLength = 88;
const sideGap = arrowLength + 24;
const rowGap = 72;
const tilt = { right: { x: 1, y: 0 }, down: { x: -0.4, y: 0.8 } };

export function stageOf(scene: Scene, headings: Record<Side, Heading>, layout: Layout): Stage {
  if (scene.window.length === 1) return rows(scene, headings);
  return layout === "tilted" ? stacked(scene, headings) : columns(scene, headings);
}

/** Two columns, channels below one another; a volume is its slices side by side. */
function columns(scene: Scene, headings: Record<Side, Heading>): Stage {
  const common = commonOf(scene, planeOffset(scene));
  const { extent, label } = common;
  const tall = (side: Side) => scene[side].length * (extent[side].height + mapGap) - mapGap;
  const height = Math.max(tall("input"), tall("output"));
  const across = (side: Side) => Math.max(label + extent[side].width, headingWidth(headings[side]));
  const left = { input: 0, output: across("input") + sideGap };
  return {
    ...common,
    width: left.output + across("output"),
    height,
    map: (side, index) => ({
      x: left[side] + label,
      y: (height - tall(side)) / 2 + index * (extent[side].height + mapGap),
    }),
    heading: { input: above(left.input), output: above(left.output) },
    arrow: { x: left.output - 12 - arrowLength, y: height / 2 },
  };
}

/** In 1-D: the output's row over the input's, its cells over the middle of their windows. */
function rows(scene: Scene, headings: Record<Side, Heading>): Stage {
  const offset = (side: Side, { at }: Cell): Point => ({
    x: cellSize * (side === scene.slid ? at[0] : centre(scene, at[0])),
    y: 0,
  });
  const common = commonOf(scene, offset);
  const tall = (side: Side) => scene[side].length * (cellSize + mapGap) - mapGap;
  const top = { output: 0, input: tall("output") + rowGap };
  const left = Math.max(headingWidth(headings.input), headingWidth(headings.output)) + 20 + common.label;
  return {
    ...common,
    width: left + Math.max(common.extent.input.width, common.extent.output.width),
    height: top.input + tall("input"),
    map: (side, index) => ({ x: left, y: top[side] + index * (cellSize + mapGap) }),
    heading: { input: { x: 0, y: top.input + 13 }, output: { x: 0, y: 13 } },
  };
}

/** Planes seen from the side: the output floats over the input, channels (and slices) stand side by side. */
function stacked(scene: Scene, headings: Record<Side, Heading>): Stage {
  const common = commonOf(scene, planeOffset(scene));
  const { extent, label } = common;
  const lean = (side: Side) => -tilt.down.x * extent[side].height;
  const across = (side: Side) =>
    scene[side].length * (extent[side].width + label + mapGap) - mapGap + lean(side);
  const tall = (side: Side) => tilt.down.y * extent[side].height;
  const top = { output: 0, input: tall("output") + rowGap };
  const words = Math.max(headingWidth(headings.input), headingWidth(headings.output)) + 20;
  const widest = Math.max(across("input"), across("output"));
  return {
    ...common,
    width: words + widest,
    height: top.input + tall("input"),
    tilt,
    map: (side, index) => ({
      x:
        words +
        (widest - across(side)) / 2 +
        lean(side) +
        label +
        index * (extent[side].width + label + mapGap),
      y: top[side],
    }),
    heading: { input: { x: 0, y: top.input + tall("input") / 2 }, output: { x: 0, y: tall("output") / 2 } },
  };
}

function commonOf(scene: Scene, offset: Stage["offset"]) {
  const extentOf = (side: Side) => {
    const last = offset(side, scene[side][0].cells.at(-1) as Cell);
    return { width: last.x + cellSize, height: last.y + cellSize };
  };
  const labelled = scene.input.length > 1 || scene.output.length > 1;
  const extent = { input: extentOf("input"), output: extentOf("output") };
  return { scene, offset, extent, labelled, label: labelled ? channelLabel : 0 };
}

function planeOffset(scene: Scene): Stage["offset"] {
  return (side, { at }) => {
    const [depth, row, column] = at.length === 3 ? at : [0, ...at];
    const { shape } = scene[side][0];
    const slice = depth * (shape[shape.length - 1] * cellSize + sliceGap);
    return { x: slice + column * cellSize, y: row * cellSize };
  };
}

function headingWidth({ title, detail }: Heading): number {
  return Math.max(textWidth(title, 16), textWidth(detail, 12));
}

function above(x: number): Point {
  return { x, y: 16 - headingHeight };
}

/** Where the middle of a window lies among the cells it slides over, in cells. */
function centre({ window: [axis] }: Scene, at: number): number {
  return at * axis.stride - axis.padding[0] + (axis.dilation * (axis.kernel - 1)) / 2;
}
