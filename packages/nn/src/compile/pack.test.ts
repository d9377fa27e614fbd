import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Lifetime, pack } from "./pack.js";

const lifetime = fc
  .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 5 }))
  .map(([lines, from, length]): Lifetime => ({ bytes: 64 * lines, from, to: from + length }));

test("no two that live at one moment overlap, and all lie within the bytes", () => {
  fc.assert(
    fc.property(fc.array(lifetime, { maxLength: 25 }), (lives) => {
      const { addresses, bytes } = pack(lives);
      lives.forEach((a, i) => {
        expect(addresses[i] + a.bytes).toBeLessThanOrEqual(bytes);
        lives.slice(0, i).forEach((b, j) => {
          const together = a.from <= b.to && b.from <= a.to;
          const apart = addresses[i] + a.bytes <= addresses[j] || addresses[j] + b.bytes <= addresses[i];
          expect(!together || apart).toBe(true);
        });
      });
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("a chain takes its two largest neighbours, not the sum", () => {
  const chain = [100, 200, 300, 50].map((bytes, i) => ({ bytes, from: i, to: i + 1 }));
  expect(pack(chain)).toEqual({ addresses: [0, 300, 0, 300], bytes: 500 });
});

test("of two gaps the tighter is taken", () => {
  const lives = [
    { bytes: 100, from: 0, to: 1 },
    { bytes: 90, from: 0, to: 9 },
    { bytes: 80, from: 0, to: 1 },
    { bytes: 70, from: 0, to: 9 },
    { bytes: 60, from: 2, to: 9 },
  ];
  expect(pack(lives).addresses).toEqual([0, 100, 190, 270, 190]);
});
