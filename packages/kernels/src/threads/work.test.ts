import { expect, test } from "vitest";
import { controlWords, words, work } from "./work.js";

/** A step of `items` items whose first has this number. */
function begin(start: number, items: number, threads: number): Int32Array {
  const control = new Int32Array(controlWords);
  control[words.ticket] = control[words.start] = control[words.done] = start;
  control[words.end] = start + items;
  control[words.machine] = 7;
  control[words.descriptor] = 512;
  control[words.scratch] = 64;
  control[words.scratchBytes] = 16;
  control[words.threads] = threads;
  return control;
}

test.each([0, 5, 2 ** 31 - 4, 2 ** 32 - 3])("items from number %d on, across every overflow", (start) => {
  const control = begin(start, 10, 3);
  const calls: number[][] = [];
  expect(work(control, words, 7, [(...call) => calls.push(call)], 2)).toBe((start + 10) | 0);
  expect(calls).toEqual(Array.from({ length: 10 }, (_, item) => [96, 512, item]));
  expect(control[words.done]).toBe(control[words.end]);
});

test("what is not for this thread is left to others", () => {
  const control = begin(100, 10, 2);
  const never = () => expect.unreachable();
  expect(work(control, words, 7, [never], 2)).toBe(110); // no scratch: waits for the next step
  expect(work(control, words, 6, [never], 1)).toBe(undefined); // another machine's: reads its messages
  expect(work(control, words, 7, [], 1)).toBe(undefined); // an unknown routine
  expect([control[words.ticket], control[words.done]]).toEqual([100, 100]);
});

test("a step that goes by while a thread reads about it is not touched", () => {
  const control = begin(100, 10, 1);
  // Others end the step, and the next one begins, while this thread looks its routine up.
  const routines = new Proxy([() => {}] as (() => void)[], {
    get(list, key) {
      if (key === "0" && control[words.ticket] === 100) {
        control[words.ticket] = control[words.start] = control[words.done] = 110;
        control[words.end] = 112;
        control[words.descriptor] = 1024;
      }
      return Reflect.get(list, key);
    },
  });
  const calls: number[][] = [];
  routines[0] = (...call: number[]) => void calls.push(call);
  work(control, words, 7, routines, 0);
  expect(calls).toEqual([
    [64, 1024, 0],
    [64, 1024, 1],
  ]);
});

test("the first failure is told, as much of it as there is room for", () => {
  const control = begin(0, 4, 1);
  let item = 0;
  const fails = () => {
    throw new Error(`${item++}`.repeat(1000));
  };
  work(control, words, 7, [fails], 0);
  const length = control[words.failure];
  expect(String.fromCharCode(...control.subarray(words.failure + 1))).toBe(
    `Error: ${"0".repeat(length - 7)}`,
  );
  expect(length).toBe(controlWords - words.failure - 1);
  expect(control[words.done]).toBe(4);
});
