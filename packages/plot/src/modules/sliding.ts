import { conv2d, maxPool2d } from "@convkit/conv";
import { relu, type Tensor } from "@convkit/tensor";
import type { Brush } from "../conv/paint.js";
import type { Drawing } from "../drawing.js";
import { grouped, measure, type Shape, volumeText } from "./measure.js";
import { arrow, column, row, words } from "./piece.js";
import { cellFor, type ModuleSetting } from "./setting.js";
import { volume } from "./volume.js";

/** VGG-16's convolutions (Simonyan & Zisserman 2015, table 1, D); a pooling by 2 ends each row. */
const rows = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];
const head = { kernel: 7, width: 4096 };
const step = 2 ** rows.length;
const crop = step * head.kernel;

/** The weights' shapes, row by row, then those of the fully-connected layers as convolutions. */
function weightsOf(channels: number, classes: number): { body: number[][]; head: number[][] } {
  let from = channels;
  const body = rows.flat().map((to) => {
    const weight = [to, from, 3, 3];
    from = to;
    return weight;
  });
  const { kernel, width } = head;
  return {
    body,
    head: [
      [width, from, kernel, kernel],
      [width, width, 1, 1],
      [classes, width, 1, 1],
    ],
  };
}

function features(x: Tensor, ...weights: Tensor[]): Tensor {
  let y = x;
  let next = 0;
  for (const { length } of rows) {
    for (let i = 0; i < length; i++) y = relu(conv2d(y, weights[next++], { padding: 1 }));
    y = maxPool2d(y, { kernel: 2 });
  }
  return y;
}

function answers(x: Tensor, ...weights: Tensor[]): Tensor {
  const [first, second, last] = weights.slice(-3);
  const hidden = relu(conv2d(features(x, ...weights), first));
  return conv2d(relu(conv2d(hidden, second)), last);
}

/** A network for crops, converted to convolutions, over a larger image: all crops in one pass. */
export function drawSliding(
  { input = [3, 384, 384], outChannels = 1000 }: ModuleSetting,
  brush: Brush,
): Drawing {
  const weights = weightsOf(input[0], outChannels);
  const all = [...weights.body, ...weights.head];
  const pass = measure(answers, input, ...all);
  const alone = measure(answers, [input[0], crop, crop], ...all);
  const maps = measure(features, input, ...weights.body);
  const [, down, across] = pass.shape;
  const crops = down * across;
  const tiles: Shape = [1, ...maps.shape.slice(1)];
  const cell = cellFor(tiles, 190);
  const window = { covered: square(maps.shape, head.kernel), cell };
  const titled = (title: string, piece: Parameters<typeof column>[1], ...below: string[]) =>
    column(8, words(brush, title, 15), piece, ...below.map((text) => words(brush, text, 12)));
  const picture = row(
    18,
    titled(
      "image",
      volume(brush, tiles, { ...window, part: "input", meant: input }),
      volumeText(input),
      `tiles of ${step}, first crop of ${crop} shaded`,
    ),
    arrow(brush, "convolutions", `stride ${step}`),
    titled(
      "maps",
      volume(brush, maps.shape, { ...window, part: "input", cell: cell * 0.7 }),
      volumeText(maps.shape),
    ),
    arrow(brush, `${head.kernel} × ${head.kernel}, 1 × 1,`, "1 × 1"),
    titled(
      "answers",
      volume(brush, pass.shape, { part: "output", cell: cell * 0.7, current: 0 }),
      volumeText(pass.shape),
    ),
  );
  const ratio = Number(((crops * alone.macs) / pass.macs).toFixed(1));
  return {
    body: picture.markup,
    width: picture.width,
    height: picture.height,
    top: 0,
    title: `Sliding a network over an image, ${volumeText(input)} to ${volumeText(pass.shape)}`,
    how: "The network of VGG-16 with its fully connected layers as convolutions; each answer is that of one crop.",
    caption: [
      [`${crops} crops of ${crop} × ${crop}, `, `${step} apart, `, "in one pass"],
      [
        `${grouped(pass.macs)} multiply-adds `,
        `against ${crops} · ${grouped(alone.macs)}: `,
        `${ratio} times less work`,
      ],
    ],
  };
}

/** The elements of the first window. */
function square([, down, across]: Shape, size: number): number[] {
  return Array.from({ length: Math.min(size, down) }, (_, r) =>
    Array.from({ length: Math.min(size, across) }, (_, c) => r * across + c),
  ).flat();
}
