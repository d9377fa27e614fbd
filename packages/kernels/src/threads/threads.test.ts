import { afterEach, describe, expect, test, vi } from "vitest";
import { runProgram } from "../eager.js";
import { Machine } from "../machine.js";
import { type Convolution, inputGradMap, outputMap, weightGradMap } from "../maps.js";
import { productProgram } from "../product/program.js";
import type { Step } from "../program.js";
import { advance, fields, get, i32, set, whileTrue } from "../wasm/code.js";
import { codeModule } from "../wasm/module.js";
import { currentPool, setThreads, threads, threadsAvailable } from "./threads.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  setThreads(1);
});

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

const words = fields("to", "turns");
/** Routines that count to `turns`, then add one to word `index` of `to`, or write there which scratch they had. */
const counting = (key: string) =>
  codeModule(`threads.test ${key}`, (writer) => {
    const place = (d: Parameters<typeof words.read>[0], index: Parameters<typeof words.read>[0]) =>
      i32.add(words.read(d, "to"), i32.shl(get(index), i32.const(2)));
    for (const name of ["count", "who"])
      writer.routine(name, 3, (local) => {
        const left = local("i32");
        return (scratch, d, index) => [
          set(left, i32.add(words.read(d, "turns"), i32.const(1))),
          whileTrue(get(left), advance(left, -1)),
          i32.store(
            place(d, index),
            name === "who" ? get(scratch) : i32.add(i32.load(place(d, index)), i32.const(1)),
          ),
        ];
      });
    writer.routine("outside", 3, () => (_, d) => [i32.store(i32.const(-4), get(d))]);
  });
const modules = ["a", "b", "c"].map(counting);
const to = 4096;

const step = (name: string, items: number, turns = 0, module = modules[0]): Step => ({
  routine: { module, name },
  words: words.list({ to, turns }),
  items,
});
const wordsOf = ({ memory }: Machine, count: number): Int32Array =>
  new Int32Array(memory.buffer).slice(to / 4, to / 4 + count);

describe("setThreads", () => {
  test.each([
    [0, "setThreads: n is 0 but must be an integer from 1 to 256"],
    [-1, "setThreads: n is -1 but must be an integer from 1 to 256"],
    [1.5, "setThreads: n is 1.5 but must be an integer from 1 to 256"],
    [257, "setThreads: n is 257 but must be an integer from 1 to 256"],
    [Number.NaN, "setThreads: n is NaN but must be an integer from 1 to 256"],
  ])("refuses %d", (n, message) => {
    const before = threads();
    expect(() => setThreads(n)).toThrow(new RangeError(message));
    expect(threads()).toBe(before);
  });

  test("refuses what is no number", () => {
    const error = new TypeError('setThreads: n is "2" but must be an integer from 1 to 256');
    expect(() => setThreads("2" as unknown as number)).toThrow(error);
  });
});

describe("where threads cannot be had there is one, and a reason", () => {
  const reasons: readonly [name: string, take: () => void, reason: string][] = [
    [
      "without SharedArrayBuffer",
      () => vi.stubGlobal("SharedArrayBuffer", undefined),
      "no memory can be shared here: a page must be served with the headers " +
        "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
    ],
    [
      "without isolation",
      () => vi.stubGlobal("crossOriginIsolated", false),
      "no memory can be shared here: a page must be served with the headers " +
        "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
    ],
    [
      "where one may not wait",
      () =>
        vi.spyOn(Atomics, "wait").mockImplementation(() => {
          throw new TypeError("not here");
        }),
      "a page's own thread may not wait for others: call from a worker",
    ],
    [
      "without workers",
      () => {
        vi.stubGlobal("process", undefined);
        vi.stubGlobal("Worker", undefined);
      },
      "no worker can be started here",
    ],
    [
      "where workers are refused",
      () => {
        vi.stubGlobal("process", undefined);
        vi.stubGlobal(
          "Worker",
          class {
            constructor() {
              throw new Error("refused by a policy");
            }
          },
        );
      },
      "a worker failed: refused by a policy",
    ],
  ];
  // Elsewhere one of these holds already.
  test.runIf(threadsAvailable() === true).each(reasons)("%s", (_, take, reason) => {
    take();
    setThreads(2);
    const found = [threads(), threadsAvailable()];
    vi.unstubAllGlobals();
    expect(found).toEqual([1, reason]);
  });
});

test.runIf(threadsAvailable() === true)("a worker that dies leaves one thread, and the reason", () => {
  const handlers: ((event: { message: string }) => void)[] = [];
  let stopped = 0;
  vi.stubGlobal("process", undefined);
  vi.stubGlobal(
    "Worker",
    class {
      set onerror(handler: (event: { message: string }) => void) {
        handlers.push(handler);
      }
      postMessage() {}
      terminate() {
        stopped++;
      }
    },
  );
  setThreads(3);
  expect(threads()).toBe(3);
  handlers[1]({ message: "no memory" });
  const found = [threads(), threadsAvailable(), stopped];
  handlers[0]({ message: "later" });
  const later = threadsAvailable();
  vi.unstubAllGlobals();
  expect([...found, later]).toEqual([1, "a worker failed: no memory", 2, "a worker failed: no memory"]);
  setThreads(2); // asks again
  expect([threads(), threadsAvailable()]).toEqual([2, true]);
});

describe.runIf(threadsAvailable() === true)("with threads", () => {
  test("each takes part as soon as it is up, each with scratch of its own", async () => {
    setThreads(3);
    expect(threads()).toBe(3);
    const machine = new Machine(2 ** 20, 3);
    const steps = machine.load([step("who", 300, 10_000)], 0);
    const seen = new Set<number>();
    for (const end = Date.now() + 30_000; seen.size < 3 && Date.now() < end; await wait(5)) {
      machine.run(steps, 64, 16, 3);
      for (const scratch of wordsOf(machine, 300)) seen.add(scratch);
    }
    expect([...seen].sort()).toEqual([64, 80, 96]);
  });

  test("a thread without scratch, and one that a machine was not made for, do nothing", async () => {
    setThreads(3);
    const [two, one] = [new Machine(2 ** 20, 3), new Machine(2 ** 20)];
    await wait(100);
    for (let i = 0; i < 50; i++) {
      two.run(two.load([step("who", 100, 1000)], 0), 64, 16, 2);
      expect([64, 80]).toEqual(expect.arrayContaining([...new Set(wordsOf(two, 100))]));
      one.run(one.load([step("who", 100)], 0), 64, 16, 3);
      expect(new Set(wordsOf(one, 100))).toEqual(new Set([64]));
    }
  });

  test("every item is done once, in thousands of steps of several machines and routines", async () => {
    setThreads(3);
    const machines = [0, 1, 2].map(() => new Machine(2 ** 20, 3));
    const counts = machines.map(() => new Int32Array(70));
    await wait(100);
    for (let i = 0; i < 6000; i++) {
      const which = Math.floor(i / 50) % 3;
      const kind = modules[Math.floor(i / 7) % (1 + Math.floor(i / 2000))];
      const steps = [1 + (i % 70), 1 + (i % 3), 1 + (i % 41)].map((items) =>
        step("count", items, i % 5 === 0 ? 100 : 0, kind),
      );
      for (const { items } of steps) for (let k = 0; k < items; k++) counts[which][k]++;
      const machine = machines[which];
      machine.run(machine.load(steps, 0), 64, 0, 3);
      if (i % 40 === 39) {
        machines.forEach((each, m) => {
          expect([...wordsOf(each, 70)]).toEqual([...counts[m]]);
        });
        // Now and then workers fall asleep, or read their messages.
        if (i % 400 === 399) await wait(2);
      }
    }
  });

  test("a memory that grows is the same one for all", async () => {
    setThreads(2);
    const machine = new Machine(2 ** 24, 2);
    await wait(100);
    for (let pages = 1; pages < 40; pages++) {
      machine.ensure(65536 * pages);
      const at = 65536 * (pages - 1) + 8192;
      const far: Step = { ...step("count", 200), words: words.list({ to: at, turns: 500 }) };
      machine.run(machine.load([far], 0), 64, 0, 2);
      const found = new Int32Array(machine.memory.buffer).subarray(at / 4, at / 4 + 200);
      expect(found.every((count) => count === 1)).toBe(true);
    }
  });

  test("workers that were asked to let go of a machine serve it again", async () => {
    setThreads(2);
    const machine = new Machine(2 ** 20, 2);
    const counted = machine.load([step("count", 100, 100)], 0);
    const told = machine.load([step("who", 100, 10_000)], 4096 * 2);
    const seen = new Set<number>();
    for (let i = 1; i <= 10 || (seen.size < 2 && i < 3000); i++) {
      machine.run(counted, 64, 16, 2);
      expect(new Set(wordsOf(machine, 100))).toEqual(new Set([1]));
      currentPool()!.collect();
      await wait(1);
      machine.run(told, 64, 16, 2);
      for (const scratch of wordsOf(machine, 100)) seen.add(scratch);
      new Int32Array(machine.memory.buffer).fill(0, to / 4, to / 4 + 100);
    }
    expect([...seen].sort()).toEqual([64, 80]);
  });

  test("an item that traps is an error of the call, and the next one works", async () => {
    setThreads(3);
    const machine = new Machine(2 ** 20, 3);
    const [bad, good] = machine.load([step("outside", 30), step("count", 30)], 0);
    await wait(100);
    for (let i = 1; i <= 20; i++) {
      expect(() => machine.run([bad], 0, 0, 3)).toThrow(
        new Error("kernels: an item failed: RuntimeError: memory access out of bounds"),
      );
      machine.run([good], 0, 0, 3);
      expect(new Set(wordsOf(machine, 30))).toEqual(new Set([i]));
    }
  });

  test("any number of threads gives the same bits, while it goes up and down", async () => {
    const axis = (input: number, kernel: number, stride: number, dilation = 1, pad = 0) => {
      const output = Math.floor((input + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1;
      return { input, output, kernel, stride, dilation, padding: [pad, pad] as const };
    };
    const settings: Convolution[] = [
      { batch: 2, groups: 1, inGroup: 31, outGroup: 45, axes: [axis(29, 3, 1, 1, 1), axis(33, 3, 1, 1, 1)] },
      { batch: 1, groups: 2, inGroup: 24, outGroup: 40, axes: [axis(41, 5, 2, 1, 2), axis(37, 3, 1, 2)] },
      { batch: 3, groups: 1, inGroup: 96, outGroup: 200, axes: [axis(19, 1, 1), axis(14, 1, 1)] },
      { batch: 1, groups: 3, inGroup: 5, outGroup: 7, axes: [axis(4001, 9, 4, 1, 3)] },
    ];
    const fill = (size: number, seed: number): Float32Array =>
      Float32Array.from({ length: size }, (_, i) => Math.sin(seed * i + seed));
    const cases = settings.flatMap((g) =>
      [outputMap(g), inputGradMap(g), weightGradMap(g)].map((map) => {
        const program = productProgram(map);
        const sizes = program.operands.map(({ size, perSample }) => size * (perSample ? g.batch : 1));
        const inputs = sizes.slice(0, -1).map((size, i) => fill(size, i + 1));
        const run = (): Float32Array => {
          const result = new Float32Array(sizes[sizes.length - 1]);
          runProgram(program, g.batch, inputs, result);
          return result;
        };
        return { run, expected: new Int32Array(run().buffer) };
      }),
    );
    for (const n of [2, 3, 1, 2, 4, 1, 3]) {
      setThreads(n);
      expect(threads()).toBe(n);
      for (let round = 0; round < 2; round++) {
        for (const { run, expected } of cases) {
          const found = new Int32Array(run().buffer);
          expect(found.every((bits, i) => bits === expected[i])).toBe(true);
        }
        await wait(50); // the workers are up in the second round
      }
    }
  });
});
