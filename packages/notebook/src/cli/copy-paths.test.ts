import { expect, test } from "vitest";
import { copyPaths } from "./copy-paths.js";

test("copies keep their path below notebooks/, others their name", () => {
  const paths = [
    "/w/notebooks/01.ipynb",
    "/w/notebooks/more/01.ipynb",
    "/w/notebooks.old/02.ipynb",
    "/tmp/03.ipynb",
  ];
  expect(copyPaths(paths, "/w")).toEqual([
    "/w/build/notebooks/01.ipynb",
    "/w/build/notebooks/more/01.ipynb",
    "/w/build/notebooks/02.ipynb",
    "/w/build/notebooks/03.ipynb",
  ]);
});

test("two notebooks with one copy are refused", () => {
  expect(() => copyPaths(["/a/01.ipynb", "/b/01.ipynb"], "/w")).toThrow(
    "convkit run: notebooks /a/01.ipynb and /b/01.ipynb have one name but need one each for their executed copies; run them one after the other",
  );
});
