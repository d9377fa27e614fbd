import { expect, test } from "vitest";
import { checkLinks } from "./check-links.js";

test("links that lead nowhere are named once", () => {
  const files = new Map([
    [
      "a.html",
      '<p id="x &amp; y"><a href="b.html#two">1</a> <a class="c" href="b.html#three">2</a> <a href="b.html#three">2</a> <a href="#x%20&amp;%20y">3</a> <a href="#z">4</a>',
    ],
    [
      "b.html",
      '<p id="two"><a href="gone.html">1</a> <a href="https://example.org/#x">2</a> <a href="figures/f.svg">3</a>',
    ],
    ["figures/f.svg", "<svg/>"],
  ]);
  expect(checkLinks(files)).toEqual([
    "a: links to b.html#three, which is not there",
    "a: links to #z, which is not there",
    "b: links to gone.html, which is not there",
  ]);
});
