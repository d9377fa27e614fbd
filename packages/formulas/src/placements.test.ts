import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Evaluation, evaluate } from "./index.js";

/** Counts placements: slides a window of `span` over the padded axis, and stops when it no longer fits. */
function placements(padded: number, span: number, stride: number): { count: number; unread: number } {
  let count = 0;
  let read = 0;
  for (let start = 0; start + span <= padded; start += stride) {
    count++;
    read = start + span;
  }
  return { count, unread: padded - read };
}

const value = (evaluation: Evaluation) => (evaluation.inDomain ? evaluation.value : undefined);
const small = (min: number, max: number) => fc.integer({ min, max });

test("convolution: the sizes count window placements", () => {
  fc.assert(
    fc.property(small(1, 40), small(1, 9), small(1, 5), small(0, 4), (W, F, S, P) => {
      const { count, unread } = placements(W + 2 * P, F, S);
      const fits = count > 0;
      expect(value(evaluate("conv.floor", { W, F, S, P }))).toBe(fits ? count : undefined);
      expect(value(evaluate("conv.unread", { W, F, S, P }))).toBe(fits ? unread : undefined);
      expect(value(evaluate("conv.size", { W, F, S, P }))).toBe(fits && unread === 0 ? count : undefined);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("dilation: the span is that of the taps", () => {
  fc.assert(
    fc.property(small(1, 40), small(1, 6), small(1, 4), small(0, 4), small(1, 4), (i, k, s, p, d) => {
      const taps = Array.from({ length: k }, (_, tap) => tap * d);
      const span = taps[taps.length - 1] + 1;
      const { count } = placements(i + 2 * p, span, s);
      expect(value(evaluate("dil.k", { k, d }))).toBe(span);
      expect(value(evaluate("dil.size", { i, k, s, p, d }))).toBe(count || undefined);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("pooling: rounded up, every window that starts before the end padding and is needed", () => {
  fc.assert(
    fc.property(small(1, 40), small(1, 7), small(1, 5), small(0, 6), (W, F, S, P) => {
      fc.pre(P < F && F <= W + 2 * P);
      // One window more, as long as the last did not reach the end and the next holds an input element.
      let count = 1;
      while ((count - 1) * S + F < W + 2 * P && count * S < W + P) count++;
      expect(value(evaluate("pool.ceil", { W, F, S, P }))).toBe(count);
      if (P > 0) return;
      const { count: whole, unread } = placements(W, F, S);
      expect(value(evaluate("pool.floor", { W, F, S }))).toBe(whole);
      expect(value(evaluate("pool.size", { W, F, S }))).toBe(unread ? undefined : whole);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("same padding: the least that gives ⌈i/s⌉ placements", () => {
  fc.assert(
    fc.property(small(1, 30), small(1, 5), small(1, 5), small(1, 3), (i, k, s, d) => {
      const wanted = Array.from({ length: i }, (_, at) => at).filter((at) => at % s === 0).length;
      let least = 0;
      while (placements(i + least, d * (k - 1) + 1, s).count < wanted) least++;
      expect(value(evaluate("conv.same", { i, s }))).toBe(wanted);
      expect(value(evaluate("conv.same.padding", { i, k, s, d }))).toBe(least);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("transposed: tr.7 with its α gives back the size that was convolved, and the emulation agrees", () => {
  fc.assert(
    fc.property(small(1, 40), small(1, 7), small(1, 5), small(0, 6), (i, k, s, p) => {
      fc.pre(p < k && k <= i + 2 * p);
      const { count: iPrime, unread: alpha } = placements(i + 2 * p, k, s);
      expect(value(evaluate("tr.alpha", { i, k, s, p }))).toBe(alpha);
      expect(value(evaluate("tr.7", { iPrime, k, s, p, alpha, i }))).toBe(i);
      expect(value(evaluate("tr.emulate", { iPrime, k, s, p, alpha }))).toBe(i);
      expect(value(evaluate("tr.6", { iPrime, k, s, p, i }))).toBe(alpha === 0 ? i : undefined);
      expect(value(evaluate("tr.5", { iPrime, k, s, p, i }))).toBe(alpha === 0 && p === 0 ? i : undefined);
      expect(value(evaluate("tr.1", { iPrime, k, s, p }))).toBe(s === 1 && p === 0 ? i : undefined);
      expect(value(evaluate("tr.2", { iPrime, k, s, p }))).toBe(s === 1 ? i : undefined);
      expect(value(evaluate("tr.3", { iPrime, k, s, p }))).toBe(s === 1 && 2 * p + 1 === k ? i : undefined);
      expect(value(evaluate("tr.4", { iPrime, k, s, p }))).toBe(s === 1 && p + 1 === k ? i : undefined);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("transposed: the size is the reach of its scattered taps", () => {
  fc.assert(
    fc.property(small(1, 9), small(1, 5), small(1, 4), small(1, 4), small(0, 3), (iPrime, k, s, d, p) => {
      const reached = new Set<number>();
      for (let i = 0; i < iPrime; i++) for (let tap = 0; tap < k; tap++) reached.add(i * s + tap * d - p);
      const end = Math.max(...reached) + 1 - p;
      const size = evaluate("tr.size", { iPrime, k, s, d, p, outputPadding: 0 });
      expect(value(size)).toBe(end >= 1 ? end : undefined);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("stacked dilations: the receptive field is the set of inputs that one output sees", () => {
  fc.assert(
    fc.property(small(1, 5), small(1, 6), (k, L) => {
      let seen = new Set([0]);
      for (let layer = L - 1; layer >= 0; layer--) {
        const taps = Array.from({ length: k }, (_, tap) => tap * 2 ** layer);
        seen = new Set([...seen].flatMap((at) => taps.map((tap) => at + tap)));
      }
      expect(value(evaluate("dil.stack", { k, L }))).toBe(Math.max(...seen) + 1);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("every near setting is in the domain, changes one symbol, and has the value that is told", () => {
  fc.assert(
    fc.property(small(0, 40), small(0, 9), small(-1, 5), small(-1, 4), (W, F, S, P) => {
      const setting = { W, F, S, P };
      const result = evaluate("conv.size", setting);
      if (result.inDomain) return;
      for (const { change, value: told } of result.near) {
        expect(Object.keys(change)).toHaveLength(1);
        const changed = { ...setting, ...change };
        expect(Math.min(changed.W, changed.F, changed.S, changed.P + 1)).toBeGreaterThanOrEqual(1);
        expect(placements(changed.W + 2 * changed.P, changed.F, changed.S)).toEqual({
          count: told,
          unread: 0,
        });
      }
    }),
    { numRuns: 200, seed: 1 },
  );
});
