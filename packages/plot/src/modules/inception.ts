import { avgPool2d, conv2d, type PerAxis } from "@convkit/conv";
import type { Brush } from "../conv/paint.js";
import type { Drawing } from "../drawing.js";
import { forked, segmented } from "./branches.js";
import { type Box, box, chain, type Flow, type Look, link, upwards } from "./flow.js";
import { grouped, type Layer, measure, parametersText, type Shape, volumeText } from "./measure.js";
import { someOf } from "./piece.js";
import { type ModuleSetting, modules, pairOf, refuse, sizeText } from "./setting.js";

const widestBar = 96;
const mostBranches = 8;
const roomy = 4; // more branches than this have narrow boxes

/** A step of a branch: from the shape that comes in. */
type Step = (shape: Shape) => Box;

const conv =
  (kernel: PerAxis, outChannels: number, narrow = false): Step =>
  (shape) => ({
    kind: "conv",
    name: narrow ? sizeText(kernel) : `conv ${sizeText(kernel)}`,
    layer: measure((x, w) => conv2d(x, w, { padding: "same" }), shape, [
      outChannels,
      shape[0],
      ...pairOf(kernel),
    ]),
    relu: true,
    narrow,
  });

const averagePool =
  (kernel: PerAxis): Step =>
  (shape) => ({
    kind: "pool",
    name: `average pool ${sizeText(kernel)}`,
    layer: measure((x) => avgPool2d(x, { kernel, stride: 1, padding: "same" }), shape),
  });

function along(shape: Shape, steps: readonly Step[]): Box[] {
  const boxes: Box[] = [];
  for (const step of steps) boxes.push(step(boxes.at(-1)?.layer.shape ?? shape));
  return boxes;
}

export function drawInception(setting: ModuleSetting, brush: Brush): Drawing {
  const [standard] = modules.Inception;
  const { variant = standard, input = [12, 8, 8], kernel = 3, segments } = setting;
  const outChannels = setting.outChannels ?? input[0];
  if (segments !== undefined && variant !== "reformulated")
    refuse("segments", segments, "belongs to the variant reformulated", 'set variant: "reformulated"');
  const look: Look = { brush, unit: Math.min(6, widestBar / Math.max(input[0], outChannels)) };
  const start: Box = { kind: "input", name: "input", layer: { shape: input, parameters: 0, macs: 0 } };
  if (variant === "reformulated" || variant === "extreme") {
    const count = variant === "extreme" ? outChannels : (segments ?? 3);
    return reformulated(look, start, { variant, kernel, outChannels, segments: count });
  }
  const recipes: Record<string, ((channels: number) => Step[])[]> = {
    "xception-1": [
      (c) => [conv(1, c)],
      (c) => [conv(1, c), conv(kernel, c)],
      (c) => [averagePool(kernel), conv(kernel, c)],
      (c) => [conv(1, c), conv(kernel, c), conv(kernel, c)],
    ],
    v3: [
      (c) => [conv(1, c)],
      (c) => [conv(1, c), conv(kernel, c)],
      (c) => [averagePool(kernel), conv(1, c)],
      (c) => [conv(1, c), conv(kernel, c), conv(kernel, c)],
    ],
    simplified: Array(3).fill((c: number) => [conv(1, c), conv(kernel, c)]),
  };
  const recipe = recipes[variant];
  const branches = shares(outChannels, recipe.length).map((channels, i) => along(input, recipe[i](channels)));
  const flow = forked(
    look,
    branches.map((boxes) => chain(look, boxes)),
  );
  const notes: Record<string, string[]> = {
    "xception-1": [
      "as the Xception paper’s figure 1 has it: ",
      "a 3 × 3 after the pool; ",
      "Inception V3 has a 1 × 1 there",
    ],
    v3: [
      "as in Inception V3: ",
      "a 1 × 1 after the pool; ",
      "the Xception paper’s figure 1 has a 3 × 3 there",
    ],
    simplified: ["one kind of branch only, ", "no pooling"],
  };
  const all = branches.flat().map(({ layer }) => layer);
  return finished(look, variant, start, [flow], all, outChannels, [notes[variant]]);
}

/** As even as can be; the first branches take what is left over. */
function shares(channels: number, branches: number): number[] {
  if (channels < branches)
    refuse("outChannels", channels, `must be at least ${branches}, one for each branch`);
  return Array.from({ length: branches }, (_, i) => Math.floor((channels + branches - 1 - i) / branches));
}

/** One large 1 × 1, its channels cut into segments, a spatial convolution on each. */
function reformulated(
  look: Look,
  start: Box,
  {
    variant,
    kernel,
    outChannels,
    segments,
  }: { variant: string; kernel: PerAxis; outChannels: number; segments: number },
): Drawing {
  const first = conv(1, outChannels)(start.layer.shape);
  const size = pairOf(kernel);
  const groups = (count: number) =>
    measure((x, w) => conv2d(x, w, { groups: count, padding: "same" }), first.layer.shape, [
      outChannels,
      Math.floor(outChannels / count),
      ...size,
    ]);
  const whole = groups(segments); // refuses segments that do not divide the channels
  const per = outChannels / segments;
  const drawn = someOf(segments, Math.max(mostBranches, outChannels <= 12 ? outChannels : 0));
  const [one] = along([per, ...first.layer.shape.slice(1)], [conv(kernel, per, segments > roomy)]);
  const branch = chain(look, [one]);
  const branches = drawn.map((segment) =>
    segment === "…" ? { flow: dots(look, branch.height), channels: 0 } : { flow: branch, channels: per },
  );
  const flow = segmented(look, branches);
  const total = (count: number) => first.layer.parameters + groups(count).parameters;
  const extreme = segments === outChannels;
  return finished(
    look,
    variant,
    start,
    [chain(look, [first], { first: false }), flow],
    [first.layer, whole],
    outChannels,
    [
      [
        `${segments} ${segments === 1 ? "segment" : "segments"}: ${grouped(total(segments))} parameters; `,
        `1 segment, the plain convolution: ${grouped(total(1))}; `,
        `${outChannels}, one for each channel: ${grouped(total(outChannels))}`,
      ],
      extreme
        ? [
            "against the depthwise separable convolution: ",
            "here 1 × 1 first and a ReLU after both; ",
            "there 1 × 1 last and none between",
          ]
        : ["the same as branches of a 1 × 1 and a spatial convolution each"],
    ],
  );
}

/** In place of the branches that are left out. */
function dots({ brush }: Look, height: number): Flow {
  const width = 24;
  const text = brush.defs.text("…", width / 2, height / 2, { size: 18, anchor: "middle" });
  return { markup: text, width, height, axis: width / 2 };
}

/** Input below, concatenation on top. */
function finished(
  look: Look,
  variant: string,
  start: Box,
  middle: readonly Flow[],
  layers: readonly Layer[],
  outChannels: number,
  notes: string[][],
): Drawing {
  const shape = [outChannels, ...layers[layers.length - 1].shape.slice(1)];
  const widest = Math.max(...middle.map(({ width }) => width));
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const macs = layers.reduce((sum, layer) => sum + layer.macs, 0);
  const end: Box = { kind: "output", name: "concatenate", layer: { shape, parameters: 0, macs: 0 } };
  const inputShape = start.layer.shape;
  const flow = upwards(
    box(look, start, 120),
    link(look, { shape: inputShape, arrow: middle.length > 1 }), // a fork has arrows of its own
    ...middle,
    box(look, end, widest),
    link(look, { shape }),
  );
  return {
    body: flow.markup,
    width: flow.width,
    height: flow.height,
    top: 0,
    title: `Inception module, ${variant}, ${volumeText(inputShape)} to ${volumeText(shape)}`,
    how: "Read upwards: input below, concatenation on top. Bars count channels; a ring with a bent line is a ReLU.",
    caption: [[`${parametersText(parameters)}, `, `${grouped(macs)} multiply-adds`], ...notes],
  };
}
