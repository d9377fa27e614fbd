import { expect, test } from "vitest";
import { receptiveField } from "./index.js";

const stage = (convs: number) => [...Array(convs).fill({ kernel: 3, padding: 1 }), { kernel: 2, stride: 2 }];

test.each([
  [
    "two 3 × 3 see 5, three see 7",
    [{ kernel: 3 }, { kernel: 3 }, { kernel: 3 }],
    { size: 7, jump: 1, start: 0 },
  ],
  ["dilation counts", [{ kernel: 3, dilation: 2 }, { kernel: 3 }], { size: 7, jump: 1, start: 0 }],
  [
    "doubling dilations",
    [1, 2, 4, 8].map((dilation) => ({ kernel: 3, dilation })),
    { size: 31, jump: 1, start: 0 },
  ],
  ["VGG-16's last pooling", [2, 2, 3, 3, 3].flatMap(stage), { size: 212, jump: 32, start: -90 }],
  [
    "padding moves the start, at its layer's jump",
    [
      { kernel: 3, stride: 2, padding: 1 },
      { kernel: 3, padding: [2, 0] as const },
    ],
    { size: 7, jump: 2, start: -5 },
  ],
])("%s", (_, layers, expected) => {
  expect(receptiveField(layers)).toEqual(expected);
});

test("refuses bad layers by name", () => {
  expect(() => receptiveField([{ kernel: 0 }])).toThrow(
    "receptiveField: kernel is 0 but must be a whole number ≥ 1",
  );
  expect(() => receptiveField([{ kernel: 3, rate: 2 } as never])).toThrow(
    "receptiveField: there is no option rate",
  );
});
