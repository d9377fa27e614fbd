import { arange, randn, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import {
  channelShuffle,
  flatten,
  pixelShuffle,
  pixelUnshuffle,
  type UpsampleOptions,
  upsample,
} from "../index.js";

const x = tensor([1, 2, 3, 4], [1, 1, 2, 2]);

// The values of PyTorch's documentation of nn.Upsample.
test("published values", () => {
  expect(upsample(x, { scale: 2 }).toArray()[0][0]).toEqual([
    [1, 1, 2, 2],
    [1, 1, 2, 2],
    [3, 3, 4, 4],
    [3, 3, 4, 4],
  ]);
  expect(upsample(x, { scale: 2, mode: "bilinear" }).toArray()[0][0]).toEqual([
    [1, 1.25, 1.75, 2],
    [1.5, 1.75, 2.25, 2.5],
    [2.5, 2.75, 3.25, 3.5],
    [3, 3.25, 3.75, 4],
  ]);
  const aligned = upsample(x, { scale: 2, mode: "bilinear", alignCorners: true }).toArray()[0][0];
  expect(aligned[0].map((value: number) => value.toFixed(4))).toEqual([
    "1.0000",
    "1.3333",
    "1.6667",
    "2.0000",
  ]);
  expect(aligned[3].map((value: number) => value.toFixed(4))).toEqual([
    "3.0000",
    "3.3333",
    "3.6667",
    "4.0000",
  ]);
});

test("one pixel fills everything, and a scale may differ by axis", () => {
  expect(upsample(tensor([[[5]]]), { size: 3, mode: "linear", alignCorners: true }).toArray()).toEqual([
    [[5, 5, 5]],
  ]);
  expect(upsample(x, { scale: [1, 1.5] }).toArray()[0][0]).toEqual([
    [1, 1, 2],
    [3, 3, 4],
  ]);
  expect(upsample(x, { size: [1, 2], mode: "linear" }).toArray()[0][0]).toEqual([[2, 3]]);
});

test("errors", () => {
  const run = (options: object) => () => upsample(x, options as UpsampleOptions);
  expect(run({})).toThrow("upsample: give size or scale, one of the two");
  expect(run({ size: 2, scale: 2 })).toThrow("upsample: give size or scale, one of the two");
  expect(run({ scale: 0 })).toThrow("upsample: scale is 0 but must be a number above 0, or 2 of them");
  expect(run({ scale: 0.1 })).toThrow("upsample: scale is 0.1 but leaves nothing of 2 × 2");
  expect(run({ scale: 2, mode: "trilinear" })).toThrow(
    'upsample: mode is "trilinear" but must be "nearest", "linear" or what that is called with 2 spatial axes',
  );
  expect(run({ scale: 2, alignCorners: true })).toThrow(
    'upsample: alignCorners is true but is for mode "linear"',
  );
});

test("pixel shuffle: channel c·4 + 2i + j is pixel (i, j) of a block; unshuffle undoes it", () => {
  const blocks = arange([1, 8, 1, 2]);
  expect(pixelShuffle(blocks, { factor: 2 }).toArray()[0]).toEqual([
    [
      [0, 2, 1, 3],
      [4, 6, 5, 7],
    ],
    [
      [8, 10, 9, 11],
      [12, 14, 13, 15],
    ],
  ]);
  const volume = randn([2, 3, 2, 4, 6]);
  const down = pixelUnshuffle(volume, { factor: 2 });
  expect(down.shape).toEqual([2, 24, 1, 2, 3]);
  expect(pixelShuffle(down, { factor: 2 }).data).toEqual(volume.data);
  expect(() => pixelShuffle(x, { factor: 2 })).toThrow(
    "pixelShuffle: x has 1 channels but must have a multiple of 4",
  );
  expect(() => pixelUnshuffle(blocks, { factor: 2 })).toThrow(
    "pixelUnshuffle: x has 1 positions but must have a multiple of 2",
  );
});

test("channel shuffle and flatten", () => {
  expect(channelShuffle(arange([1, 6, 1]), { groups: 3 }).toArray()).toEqual([
    [[0], [2], [4], [1], [3], [5]],
  ]);
  expect(() => channelShuffle(arange([1, 6, 1]), { groups: 4 })).toThrow(
    "channelShuffle: x has 6 channels but must have a multiple of 4",
  );
  expect(flatten(arange([2, 3, 4]), { start: 0 }).shape).toEqual([24]);
  expect(flatten(arange([2, 3, 4]), { start: 3 }).shape).toEqual([2, 3, 4, 1]);
  expect(() => flatten(x, { start: 5 })).toThrow(
    "flatten: start is 5 but must be a whole number from 0 to 4 for rank 4",
  );
});
