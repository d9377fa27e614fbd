import { conv2d, flatten, linear } from "@convkit/conv";
import type { Brush } from "../conv/paint.js";
import type { Drawing } from "../drawing.js";
import { type Box, box, chain, type Look, upwards, wire } from "./flow.js";
import { grouped, measure, volumeText } from "./measure.js";
import { column, row, words } from "./piece.js";
import type { ModuleSetting } from "./setting.js";

/** A fully-connected layer and the convolution that it is, beside one another. */
export function drawFcToConv(
  { input = [512, 7, 7], outChannels = 4096 }: ModuleSetting,
  brush: Brush,
): Drawing {
  const look: Look = { brush, unit: 0 };
  const [channels, rows, columns] = input;
  const start: Box = { kind: "input", name: "input", layer: { shape: input, parameters: 0, macs: 0 } };
  const flat: Box = { kind: "norm", name: "flatten", layer: measure((x) => flatten(x), input) };
  const dense: Box = {
    kind: "dense",
    name: "fully connected",
    layer: measure((x, w) => linear(x, w), flat.layer.shape, [outChannels, channels * rows * columns]),
  };
  const conv: Box = {
    kind: "conv",
    name: `conv ${rows} × ${columns}`,
    layer: measure((x, w) => conv2d(x, w), input, [outChannels, channels, rows, columns]),
  };
  const before = upwards(box(look, start), chain(look, [flat, dense]));
  const one = chain(look, [conv]);
  const longer = wire(look, before.height - box(look, start).height - one.height);
  const after = upwards(box(look, start), longer, one);
  const titled = (title: string, flow: typeof before) => column(12, words(brush, title, 16), flow);
  const picture = row(
    70,
    titled("fully connected", before),
    words(brush, "=", 24),
    titled("convolution", after),
  );
  const flatText = grouped(channels * rows * columns);
  return {
    body: picture.markup,
    width: picture.width,
    height: picture.height,
    top: 0,
    title: `Fully connected layer as a convolution, ${volumeText(input)} to ${grouped(outChannels)}`,
    how: "The kernel is as large as the input, so there is one position.",
    caption: [
      [
        `${grouped(dense.layer.parameters)} weights and as many multiply-adds: `,
        `[${grouped(outChannels)}, ${flatText}] reshaped to `,
        `[${grouped(outChannels)}, ${channels}, ${rows}, ${columns}]`,
      ],
      ["over a larger input the convolution slides, ", "and gives a map of answers"],
    ],
  };
}
