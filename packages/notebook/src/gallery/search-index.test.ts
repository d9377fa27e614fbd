import MiniSearch from "minisearch";
import { expect, test } from "vitest";
import { searchIndex } from "./search-index.js";

const places = [
  { id: "a.html#one", title: "Output size", where: "Chapter 1", text: "How many\n stops there are." },
  { id: "a.html#two", title: "Padding", where: "Chapter 1", text: "Zeros around; </script> too." },
  { id: "api.html#outputSize", title: "outputSize", where: "@convkit/conv", text: "" },
];

/** As a page does it: the script sets a global, the library reads it. */
function load(script: string): MiniSearch {
  const convkit: { searchIndex?: { options: never; data: never } } = {};
  new Function("convkit", script)(convkit);
  return MiniSearch.loadJS(convkit.searchIndex!.data, convkit.searchIndex!.options);
}

test("finds by title, text, beginnings and with a slip", () => {
  const index = load(searchIndex(places));
  const ids = (query: string): string[] => index.search(query).map(({ id }) => id);
  expect(ids("outpt")).toContain("a.html#one");
  expect(ids("stop")).toEqual(["a.html#one"]);
  expect(ids("zero")).toEqual(["a.html#two"]);
  expect(ids("outputs")[0]).toBe("api.html#outputSize");
  expect(index.search("padding")[0]).toMatchObject({
    where: "Chapter 1",
    text: "Zeros around; </script> too.",
  });
});

test("is the same each time, and holds a place once", () => {
  expect(searchIndex(places)).toBe(searchIndex(places));
  expect(load(searchIndex([...places, places[0]])).documentCount).toBe(3);
});
