import { tag } from "../svg.js";
import { channelBar, type Flow, type Look, upwards, wire } from "./flow.js";
import { type Shape, volumeText } from "./measure.js";
import { at, words } from "./piece.js";

const gap = 18;

/** Branches side by side, all as tall as the tallest: a shorter one begins with a longer line. */
function sideBySide(look: Look, branches: readonly Flow[]) {
  const height = Math.max(...branches.map((branch) => branch.height));
  let x = 0;
  const placed = branches.map((branch) => {
    const missing = height - branch.height;
    const flow = missing > 0 ? upwards(wire(look, missing), branch) : branch;
    const axis = x + flow.axis;
    const markup = at(flow, x, 0);
    x += flow.width + gap;
    return { markup, axis };
  });
  return {
    markup: placed.map(({ markup }) => markup).join(""),
    axes: placed.map(({ axis }) => axis),
    width: x - gap,
    height,
  };
}

/** Branches from one line, up to where something wide joins them. */
export function forked(look: Look, branches: readonly Flow[]): Flow {
  const { markup, axes, width, height } = sideBySide(look, branches);
  const [left, right] = [axes[0], axes[axes.length - 1]];
  const axis = (left + right) / 2;
  return { markup: markup + bus(look, left, right, axis, height), width, height: height + 12, axis };
}

function bus(
  { brush: { palette, defs } }: Look,
  left: number,
  right: number,
  axis: number,
  y: number,
): string {
  return tag("path", {
    d: `M${left} ${y}H${right}M${axis} ${y}v12`,
    fill: "none",
    stroke: palette.ink,
    class: defs.className("line"),
    "stroke-width": 1.5,
  });
}

/** Branches from the parts that a bar of channels is cut into. */
export function segmented(look: Look, branches: readonly { flow: Flow; channels: number }[]): Flow {
  const { brush } = look;
  const { markup, axes, width, height } = sideBySide(
    look,
    branches.map(({ flow }) => flow),
  );
  const bars = branches.map(({ channels }, i) => {
    if (channels === 0) return "";
    const bar = channelBar(look, channels);
    return at(bar, axes[i] - bar.width / 2, height);
  });
  const [left, right] = [0, width];
  const bracket = tag("rect", {
    x: left,
    y: height - 5,
    width: right - left,
    height: 18,
    rx: 4,
    fill: "none",
    stroke: brush.palette.faint,
    class: brush.defs.className("thin"),
    "stroke-dasharray": "4 3",
  });
  return { markup: markup + bracket + bars.join(""), width, height: height + 13, axis: (left + right) / 2 };
}

/** A main branch and a shortcut past it, added: ⊕ with the shapes of both. */
export function added(
  look: Look,
  main: Flow,
  shortcut: Flow,
  shapes: { main: Shape; shortcut: Shape },
): Flow {
  const { brush } = look;
  const { palette, defs } = brush;
  const radius = 11;
  const label = words(brush, volumeText(shapes.shortcut), 11);
  const own = words(brush, volumeText(shapes.main), 11);
  const before = Math.max(0, own.width + radius + 8 - main.axis); // room left of the axis for the main branch's shape
  const axis = before + main.axis;
  const side = before + Math.max(main.width, main.axis + label.width + 30) + 30 + shortcut.axis;
  const height = Math.max(main.height, shortcut.height) + 2 * radius;
  const stroke = { fill: "none", stroke: palette.ink, class: defs.className("line"), "stroke-width": 1.5 };
  const place = (flow: Flow, x: number, top: number) => {
    const missing = height - top - flow.height;
    const long =
      flow.height === 0 ? wire(look, missing) : missing > 0 ? upwards(wire(look, missing), flow) : flow;
    return at(long, x - long.axis, top);
  };
  const plus = tag(
    "g",
    { "data-part": "add", "data-shape": shapes.main.join(",") },
    tag("circle", { cx: axis, cy: radius, r: radius, fill: palette.output, stroke: palette.onFill }),
    tag("path", {
      d: `M${axis - 6} ${radius}h12M${axis} ${radius - 6}v12`,
      stroke: palette.onFill,
      "stroke-width": 2,
    }),
  );
  const across = tag("path", {
    d: `M${side} ${radius}H${axis + radius}m8 -5l-8 5l8 5`,
    ...stroke,
  });
  const body = [
    place(main, axis, 2 * radius),
    place(shortcut, side, radius),
    across,
    plus,
    at(label, axis + radius + 14, radius - 18),
    at(own, axis - own.width - radius - 6, radius - 7),
    bus(look, axis, side, axis, height),
  ];
  return {
    markup: body.join(""),
    width: side + shortcut.width - shortcut.axis + 4,
    height: height + 12,
    axis,
  };
}
