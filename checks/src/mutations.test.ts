import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./packed.js";

const { mutations } = JSON.parse(readFileSync(join(root, "mutations", "mutations.json"), "utf8")) as {
  mutations: { claim: string; file: string; find: string }[];
};

test("what a mutation replaces stands exactly once in its file", () => {
  const stale = mutations.filter(
    ({ file, find }) => readFileSync(join(root, file), "utf8").split(find).length !== 2,
  );
  expect(stale.map(({ claim, find }) => `${claim}: ${find}`)).toEqual([]);
});
