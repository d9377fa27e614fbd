import type { Brush } from "../conv/paint.js";
import { tag } from "../svg.js";
import { textWidth } from "../text/layout.js";
import { grouped, type Layer, parametersText, type Shape, volumeText } from "./measure.js";
import { at, type Piece } from "./piece.js";

/** A part of a graph that runs upwards: it begins at the bottom and ends at the top, both at x = `axis`. */
export interface Flow extends Piece {
  axis: number;
}

/** How a graph is drawn: `unit` is the width of one channel in the bars, 0 for none. */
export interface Look {
  brush: Brush;
  unit: number;
}

/** One box: an operation with what it makes, or the module's input or output. */
export interface Box {
  kind: "conv" | "pool" | "norm" | "dense" | "input" | "output" | "join";
  name: string;
  layer: Layer;
  /** A ReLU stands behind it. */
  relu?: boolean;
  /** Fewer words, for many boxes side by side. */
  narrow?: boolean;
}

const line = 15;

export function box({ brush }: Look, { kind, name, layer, relu, narrow }: Box, least = 0): Flow {
  const { defs, palette } = brush;
  const { shape, parameters, macs } = layer;
  const count = narrow ? grouped(parameters) : parametersText(parameters);
  const lines = [name, volumeText(shape), ...(parameters > 0 ? [count] : [])];
  const sizes = [narrow ? 12 : 14, ...(narrow ? [9, 9] : [11, 11])];
  const width = Math.max(
    least,
    (narrow ? 10 : 24) + Math.max(...lines.map((text, i) => textWidth(text, sizes[i]))),
  );
  const height = 12 + line * lines.length;
  const text = lines.map((words, i) =>
    defs.text(words, width / 2, 16 + line * i, { size: sizes[i], anchor: "middle", fill: palette.onFill }),
  );
  const edge = { width, height, rx: kind === "input" || kind === "output" ? 0 : 4, stroke: palette.onFill };
  const fills = {
    conv: "#FFFFFF",
    dense: "#FFFFFF",
    norm: "#FFFFFF",
    join: "#FFFFFF",
    pool: palette.inserted,
  };
  const fill = kind === "input" || kind === "output" ? palette[kind] : fills[kind];
  const tint =
    kind === "conv" || kind === "dense"
      ? tag("rect", { ...edge, fill: palette.kernel, "fill-opacity": 0.4 })
      : "";
  const data = {
    "data-part": kind,
    "data-op": name,
    "data-shape": shape.join(","),
    "data-parameters": String(parameters),
    "data-macs": String(macs),
    "data-relu": relu ?? false,
  };
  const dashes = kind === "norm" || kind === "pool" ? { "stroke-dasharray": "4 3" } : {};
  const markup = tag("g", data, tag("rect", { ...edge, fill, ...dashes }), tint, ...text);
  return { markup, width, height, axis: width / 2 };
}

/** The line to the next box, with the ReLU and the bar of channels that lie on it. */
export function link(
  look: Look,
  { relu, shape, arrow = true }: { relu?: boolean; shape?: Shape; arrow?: boolean },
): Flow {
  const { brush, unit } = look;
  const { palette, defs } = brush;
  const bar = shape && unit > 0 ? channelBar(look, shape[0]) : undefined;
  const height = 18 + (bar ? 16 : 0) + (relu ? 24 : 0);
  const width = Math.max(20, bar?.width ?? 0);
  const axis = width / 2;
  const head = arrow ? `M${axis - 5} 8L${axis} 0L${axis + 5} 8` : "";
  const stroke = { fill: "none", stroke: palette.ink, class: defs.className("line") };
  const line = tag("path", { d: `M${axis} ${height}V0${head}`, ...stroke, "stroke-width": 1.5 });
  const mark = relu ? reluMark(brush, axis, height - 15) : "";
  return {
    markup: line + mark + (bar ? at(bar, axis - bar.width / 2, 12) : ""),
    width,
    height,
    axis,
  };
}

/** A ReLU: its graph in a ring. */
export function reluMark({ defs, palette }: Brush, x: number, y: number): string {
  const ring = tag("circle", { r: 9, fill: palette.page, class: defs.className("page") });
  const edge = tag("circle", { r: 9, fill: "none", stroke: palette.current, "stroke-width": 1.5 });
  const graph = tag("path", { d: "M-6 3H0L5 -4", fill: "none", stroke: palette.current, "stroke-width": 2 });
  return tag("g", { transform: `translate(${x} ${y})`, "data-mark": "relu" }, ring, edge, graph);
}

/** One square for each channel, where they are wide enough to see. */
export function channelBar({ brush, unit }: Look, channels: number): Piece {
  const { palette } = brush;
  const width = channels * unit;
  const edge = tag("rect", { width, height: 8, fill: palette.alpha, stroke: palette.onFill });
  let cuts = "";
  for (let i = 1; unit >= 3 && i < channels; i++) cuts += `M${Math.round(i * unit * 100) / 100} 0v8`;
  const lines = cuts && tag("path", { d: cuts, stroke: palette.onFill, "stroke-width": 0.75 });
  return {
    markup: tag("g", { "data-part": "channels", "data-count": String(channels) }, edge, lines),
    width,
    height: 8,
  };
}

/** One after another, from the bottom up. */
export function upwards(...flows: Flow[]): Flow {
  const axis = Math.max(...flows.map((flow) => flow.axis));
  const width = axis + Math.max(...flows.map((flow) => flow.width - flow.axis));
  let y = flows.reduce((sum, { height }) => sum + height, 0);
  const height = y;
  const markup = flows.map((flow) => {
    y -= flow.height;
    return at(flow, axis - flow.axis, y);
  });
  return { markup: markup.join(""), width, height, axis };
}

/** Boxes with the lines between them; the last line leads out of the last box. */
export function chain(
  look: Look,
  boxes: readonly Box[],
  { first = true, last = true }: { first?: boolean; last?: boolean } = {},
): Flow {
  const flows = boxes.flatMap((one, i) => {
    const way = i === 0 && first ? [link(look, {})] : [];
    const out = i < boxes.length - 1 || last ? [link(look, { relu: one.relu, shape: one.layer.shape })] : [];
    return [...way, box(look, one), ...out];
  });
  return flows.length === 0 ? { markup: "", width: 0, height: 0, axis: 0 } : upwards(...flows);
}

/** A plain line, as long as is wanted. */
export function wire({ brush: { palette, defs } }: Look, height: number): Flow {
  const stroke = { fill: "none", stroke: palette.ink, class: defs.className("line"), "stroke-width": 1.5 };
  return { markup: tag("path", { d: `M1 0V${height}`, ...stroke }), width: 2, height, axis: 1 };
}
