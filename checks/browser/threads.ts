/** Tests of threads in a browser: in a worker of an isolated page there are two, elsewhere one. */
import { afterEach, describe, expect, test } from "vitest";
import { vjp } from "../../packages/autograd/src/index.js";
import { conv1d, conv2d, conv3d, convTranspose2d } from "../../packages/conv/src/index.js";
import { compile } from "../../packages/nn/src/compile/index.js";
import {
  randn,
  setThreads,
  type Tensor,
  threads,
  threadsAvailable,
} from "../../packages/tensor/src/index.js";

const page = "document" in globalThis;
const isolated = Reflect.get(globalThis, "crossOriginIsolated") === true;

const settings: readonly [name: string, x: number[], w: number[], f: (x: Tensor, w: Tensor) => Tensor][] = [
  ["3×3", [2, 16, 23, 29], [24, 16, 3, 3], (x, w) => conv2d(x, w, { padding: 1 })],
  ["3×3, large", [1, 32, 56, 56], [48, 32, 3, 3], (x, w) => conv2d(x, w, { padding: 1 })],
  ["5×5", [1, 7, 19, 26], [13, 7, 5, 5], (x, w) => conv2d(x, w, { padding: 2 })],
  ["1×1", [3, 37, 17, 19], [41, 37, 1, 1], (x, w) => conv2d(x, w)],
  ["strided", [1, 5, 61, 47], [19, 5, 7, 5], (x, w) => conv2d(x, w, { stride: [2, 3], padding: 3 })],
  ["dilated", [1, 12, 33, 28], [10, 12, 3, 3], (x, w) => conv2d(x, w, { dilation: 2, padding: 2 })],
  ["depthwise", [2, 20, 31, 22], [40, 1, 3, 3], (x, w) => conv2d(x, w, { groups: 20, padding: 1 })],
  ["grouped", [1, 24, 21, 18], [36, 4, 3, 3], (x, w) => conv2d(x, w, { groups: 6 })],
  ["transposed", [1, 22, 14, 11], [22, 17, 4, 4], (x, w) => convTranspose2d(x, w, { stride: 2, padding: 1 })],
  ["of rank 1", [2, 9, 301], [14, 9, 5], (x, w) => conv1d(x, w, { stride: 2 })],
  ["of rank 3", [1, 4, 9, 11, 8], [6, 4, 3, 2, 3], (x, w) => conv3d(x, w, { padding: 1 })],
];

/** Bits of the output and of both gradients. */
function bits(f: (x: Tensor, w: Tensor) => Tensor, x: Tensor, w: Tensor): Int32Array[] {
  const { value, pullback } = vjp(f, x, w);
  const dy = randn(value.shape, { seed: 3 });
  return [value, ...pullback(dy)].map(({ data }) => new Int32Array(data.slice().buffer));
}

const differences = (found: Int32Array[], expected: Int32Array[]): number[] =>
  found.map((values, i) => values.filter((bit, at) => bit !== expected[i][at]).length);

/** Workers start, and their messages arrive, only while the thread that made them is idle. */
const idle = (): Promise<void> => new Promise((done) => setTimeout(done, 50));

afterEach(() => setThreads(1));

test("the number in use can be asked, and why it is not more", () => {
  setThreads(2);
  expect(threads()).toBe(page || !isolated ? 1 : 2);
  expect(threadsAvailable()).toBe(
    !isolated
      ? "no memory can be shared here: a page must be served with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp"
      : page
        ? "a page's own thread may not wait for others: call from a worker"
        : true,
  );
});

describe("the same bits with 2 threads as with 1, and again after that with 1", () => {
  test.each(settings)("%s", async (_, xShape, wShape, f) => {
    const [x, w] = [randn(xShape, { seed: 1 }), randn(wShape, { seed: 2 })];
    const expected = bits(f, x, w);
    setThreads(2);
    for (let call = 0; call < 5; call++) {
      expect(differences(bits(f, x, w), expected)).toEqual([0, 0, 0]);
      await idle();
    }
    setThreads(1);
    expect(differences(bits(f, x, w), expected)).toEqual([0, 0, 0]);
  });
});

describe("networks that are compiled and dropped, three times as many as a browser has memories for", () => {
  test.each([
    ["at once", async () => {}],
    ["after the threads have started", idle],
  ])("%s", async (_, wait) => {
    setThreads(2);
    await wait();
    const [x, w] = [randn([1, 16, 20, 20], { seed: 1 }), randn([16, 16, 3, 3], { seed: 2 })];
    const f = (x: Tensor): Tensor => conv2d(x, w);
    const expected = [...f(x).data];
    for (let i = 0; i < 400; i++) expect([...compile(f, [x])(x).data]).toEqual(expected);
  });
});
