import { expect, test } from "vitest";
import { tensor } from "./create.js";
import { type Interpreter, withInterpreter } from "./interpreter.js";
import { add } from "./ops/add.js";
import { mul } from "./ops/mul.js";
import { trace } from "./trace.js";

/** Writes down which operations pass. */
const spy = (name: string, log: string[]): Interpreter => ({
  name,
  apply(call, next) {
    log.push(`${name}:${call.operation.name}`);
    return next(call);
  },
});

test("interpreters nest: the innermost is asked first and hands on", () => {
  const log: string[] = [];
  const y = withInterpreter(spy("outer", log), () => {
    const inside = withInterpreter(spy("inner", log), () => add(tensor([1]), 1));
    return mul(inside, 3);
  });
  expect(y.toArray()).toEqual([6]);
  expect(log).toEqual(["inner:add", "outer:add", "outer:mul"]);
});

test("an error leaves no interpreter behind", () => {
  const log: string[] = [];
  expect(() =>
    withInterpreter(spy("failed", log), () => {
      throw new Error("from f");
    }),
  ).toThrow("from f");
  add(tensor([1]), 1);
  expect(log).toEqual([]);
});

test("a Promise is refused", () => {
  expect(() => trace((async () => tensor([1])) as never, [])).toThrowErrorMatchingInlineSnapshot(
    `[ConvKitError: trace: the function returned a Promise but must be synchronous; await outside the function and pass the tensors in]`,
  );
});

test("a traced tensor has no data, and says why", () => {
  const spec = { shape: [2, 3], dtype: "float32" } as const;
  expect(() => trace((x) => add(x, x.data[0]), [spec])).toThrowErrorMatchingInlineSnapshot(
    `[ConvKitError: tensor.data: the traced tensor [2, 3] has no values but a traced function runs on shapes alone and must not read values; choose by shape, or use operations such as where, maximum and greater]`,
  );
});

test("a second loaded copy throws, naming both", async () => {
  const world = globalThis as { [key: symbol]: unknown };
  const mark = Symbol.for("convkit.tensor");
  const own = world[mark];
  expect(own).toBe(new URL("./interpreter.ts", import.meta.url).href);
  const copy = "./interpreter.js?copy";
  world[mark] = "file:///elsewhere/interpreter.js";
  try {
    await expect(import(copy)).rejects.toThrow(
      `@convkit/tensor: module is loaded twice, from file:///elsewhere/interpreter.js and from ${own}, but must ` +
        "be loaded once; make every package resolve to one copy (npm ls @convkit/tensor)",
    );
  } finally {
    world[mark] = own;
  }
});
