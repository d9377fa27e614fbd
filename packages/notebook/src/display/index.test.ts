import Module from "node:module";
import { runInNewContext } from "node:vm";
import { convDiagram } from "@convkit/plot";
import { randn, tensor, trace, zeros } from "@convkit/tensor";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bundle, type MimeBundle, picture, show } from "./index.js";

const square =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><title>a &lt; b</title><desc>two</desc></svg>';
const bundled = (value: unknown, options = {}): MimeBundle => bundle(value, options) as MimeBundle;

/** The SVG inside a picture bundle's `<img>`. */
const drawing = (made: MimeBundle): string => {
  const data =
    /^<img alt="[^"<>]+" width="[\d.]+" height="[\d.]+" src="data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)">$/.exec(
      made["text/html"] as string,
    );
  expect(data).not.toBeNull();
  return Buffer.from(data![1], "base64").toString("utf8");
};

describe("pictures", () => {
  test.each([
    ["an SVG", square],
    ["an SVG with a prolog", `<?xml version="1.0"?>\n${square}`],
    ["a heat map", randn([2, 9, 11], { seed: 1 })],
    ["a small tensor asked for as heat map", zeros([2, 3])],
  ])("%s is an <img> with its size, and text", (_name, value) => {
    const made = bundled(value, { as: "heatmap" });
    expect(drawing(made)).toMatch(/<svg [^>]*xmlns=/);
    expect(made["text/plain"].length).toBeGreaterThan(0);
  });

  test("words and size come from the document, quoted for HTML", () => {
    const made = picture(square);
    expect(made["text/html"]).toMatch(/^<img alt="a &lt; b" width="40" height="20" src=/);
    expect(made["text/plain"]).toBe("a < b\ntwo");
    expect(picture(square, 'x" onload="y')["text/html"]).toMatch(/^<img alt="x&quot; onload=&quot;y" width/);
  });

  test("a missing namespace is added: an <img> draws nothing without it", () => {
    expect(drawing(picture('<svg width="1" height="2"></svg>'))).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="2"></svg>',
    );
  });

  test("text beyond ASCII survives", () => {
    expect(drawing(picture('<svg width="1" height="2"><title>ĩ′ × ⌊o⌋</title></svg>'))).toContain("ĩ′ × ⌊o⌋");
  });

  test("what is no SVG is an error", () => {
    expect(() => picture("plain")).toThrow(
      new TypeError('picture: svg is "plain"; expected a text with an <svg> element'),
    );
  });

  test("a live diagram passes with its one script, not with two", () => {
    const live = `${picture(square)["text/html"]}<script>play()</script>`;
    expect(bundled(live)).toEqual({ "text/html": live, "text/plain": "a < b" });
    const diagram = convDiagram({ input: 3, kernel: 2 }, { mode: "html" });
    expect(bundled(diagram)["text/html"]).toBe(diagram);
    expect(bundled(diagram)["text/plain"]).toContain("3 to 2");
    expect(bundled(`${live}<script>more()</script>`)["text/html"]).toBeUndefined();
  });
});

describe("tensors", () => {
  test("few numbers are a table without float noise", () => {
    const made = bundled(
      tensor([
        [0.1, -0.25],
        [10, 3],
      ]),
    );
    expect(made["text/html"]).toBe(
      '<table><tr><td align="right">0.10</td><td align="right">-0.25</td></tr><tr><td align="right">10.00</td><td align="right">3.00</td></tr></table>',
    );
    expect(made["text/plain"]).toContain("0.1");
    expect(made["text/plain"]).not.toContain("0.10000000149");
  });

  test("each channel is a table of its own, with its index", () => {
    expect(bundled(tensor([[[1, 2]], [[3, 4]], [[5, 6]]]))["text/html"]).toBe(
      '<table><tr><td><table><caption>[0]</caption><tr><td align="right">1</td><td align="right">2</td></tr></table></td>' +
        '<td><table><caption>[1]</caption><tr><td align="right">3</td><td align="right">4</td></tr></table></td>' +
        '<td><table><caption>[2]</caption><tr><td align="right">5</td><td align="right">6</td></tr></table></td></tr></table>',
    );
  });

  test("a heat map paints the ends of the range and names them", () => {
    const svg = drawing(
      bundled(
        tensor([
          [0, 1, 2],
          [2, 4, 4],
        ]),
        { as: "heatmap" },
      ),
    );
    expect(svg).toContain('<path fill="#00204c" d="M0 0h1v1h-1z"/>');
    expect(svg).toContain('<path fill="#ffe945" d="M1 1h2v1h-2z"/>');
    expect(svg).toContain("<desc>Values from 0 (dark blue) to 4 (yellow)</desc>");
  });

  test("negative values turn the scale: zero is its white middle", () => {
    const svg = drawing(bundled(tensor([[-1, 0, 3]], undefined, "float64"), { as: "heatmap" }));
    expect(svg).toContain("Values from -3 (blue) to 3 (orange)");
    expect(svg).toContain('<path fill="#f7f7f7" d="M1 0h1v1h-1z"/>');
  });

  test("what is left out or not finite is said", () => {
    expect(drawing(bundled(zeros([20, 12, 13])))).toContain("first 16 of 20 slices");
    expect(drawing(bundled(zeros([100, 130])))).toContain("each square is the mean of 3×3 values");
    expect(drawing(bundled(tensor([[1, Number.NaN, 3]]), { as: "heatmap" }))).toContain("× = not finite");
  });

  test("means over blocks, the ragged last ones too", () => {
    const column = Array.from({ length: 65 }, (_, i) => [i]); // 65 > 64: pairs, the last alone
    expect(drawing(bundled(tensor(column), { as: "heatmap" }))).toContain(
      "Values from 0.50 (dark blue) to 64.00 (yellow)",
    );
  });

  test("a traced tensor has no values to draw", () => {
    let made: MimeBundle | undefined;
    trace(
      (x) => {
        made = bundled(x);
        return x;
      },
      [{ shape: [2, 3], dtype: "float32" }],
    );
    expect(made).toEqual({ "text/plain": "tensor([2, 3], float32) (traced: no values)" });
  });

  test("scalars and empty tensors are text", () => {
    expect(Object.keys(bundled(tensor(3)))).toEqual(["text/plain"]);
    expect(Object.keys(bundled(zeros([0, 4])))).toEqual(["text/plain"]);
  });
});

describe("formulas, tables and text", () => {
  test("TeX", () => {
    expect(bundled({ tex: "i+2p" })).toEqual({ "text/latex": "$$i+2p$$", "text/plain": "i+2p" });
  });

  test("rows of a table, escaped, numbers to the right, gaps empty", () => {
    const made = bundled([
      { name: "<b>x</b>", size: 5 },
      { name: "y", size: 12.5, note: "last" },
    ]);
    expect(made["text/html"]).toBe(
      '<table><thead><tr><th align="left">name</th><th align="right">size</th><th align="left">note</th></tr></thead><tbody>' +
        '<tr><td align="left">&lt;b&gt;x&lt;/b&gt;</td><td align="right">5.00</td><td align="left"></td></tr>' +
        '<tr><td align="left">y</td><td align="right">12.50</td><td align="left">last</td></tr></tbody></table>',
    );
    expect(made["text/plain"]).toBe("name       size  note\n<b>x</b>   5.00\ny         12.50  last");
  });

  test("values made in a notebook cell, which is another realm", () => {
    expect(bundled(runInNewContext("[{ k: 3 }]"))["text/html"]).toContain('<th align="right">k</th>');
    expect(bundled(runInNewContext("({ k: new Map([[1, [2]]]) })"))).toEqual({
      "text/plain": "{ k: Map { 1 => [2] } }",
    });
  });

  test("markup in a string stays text", () => {
    expect(bundled("<b onclick=x>hi</b>")).toEqual({ "text/plain": "<b onclick=x>hi</b>" });
  });

  test.each([
    [{ a: [1, 2.5], "b-c": "x" }, '{ a: [1, 2.5], "b-c": "x" }'],
    [new Float32Array([0.1, 2]), "Float32Array(2) [0.1, 2]"],
    [new Set([1, "a"]), 'Set { 1, "a" }'],
    [new RangeError("kaboom"), "RangeError: kaboom"],
    [Promise.resolve(1), "Promise (await it to show its value)"],
    [null, "null"],
    [12n, "12n"],
    [{ toString: () => "own words" }, "own words"],
  ])("prints %o", (value, text) => {
    expect(bundled(value)).toEqual({ "text/plain": text });
  });

  test("circles end", () => {
    const circle: Record<string, unknown> = { n: 1 };
    circle.self = circle;
    expect(bundled(circle)["text/plain"]).toBe("{ n: 1, self: [circular] }");
  });
});

describe("values that draw themselves", () => {
  const name = Symbol.for("convkit.display");

  test("the method's bundle is shown, a Promise of one too", async () => {
    const made = { "text/plain": "me", "text/html": "<p>me</p>" };
    expect(bundle({ [name]: () => made })).toBe(made);
    expect(await bundle({ [name]: async () => made })).toBe(made);
    expect(bundle(made)).toBe(made);
  });

  test("anything else is an error", () => {
    expect(() => bundle({ [name]: () => "me" })).toThrow(
      new TypeError(
        'show: [Symbol.for("convkit.display")]() returned string; expected a MIME bundle with "text/plain"',
      ),
    );
  });
});

describe("show", () => {
  const cache = (Module as unknown as { _cache: Record<string, unknown> })._cache;
  const id = "/somewhere/node_modules/tslab/dist/jupyter.js";
  afterEach(() => {
    delete cache[id];
    vi.restoreAllMocks();
  });

  test("sends one display message to the running kernel", async () => {
    const sent: unknown[] = [];
    cache[id] = { exports: { lastWriteDisplayData: (...message: unknown[]) => sent.push(message) } };
    expect(show({ tex: "k" })).toBeUndefined();
    const data = { "text/latex": "$$k$$", "text/plain": "k" };
    expect(sent).toEqual([[{ data, metadata: {}, transient: {} }, false]]);
    await show({ [Symbol.for("convkit.display")]: async () => ({ "text/plain": "late" }) });
    expect(sent).toHaveLength(2);
  });

  test("prints text outside a kernel, and before the kernel's first cell", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    show({ tex: "k" });
    cache[id] = { exports: { lastWriteDisplayData: null } };
    show([1, 2]);
    expect(log.mock.calls).toEqual([["k"], ["[1, 2]"]]);
  });
});

test("a title stands above the value in every format, escaped", () => {
  const made = bundle([{ k: 3 }], { title: "a < b" }) as MimeBundle;
  expect(made["text/html"]).toMatch(/^<p><strong>a &lt; b<\/strong><\/p><table>/);
  expect(made["text/plain"]).toMatch(/^a < b\nk/);
  expect((bundle({ tex: "k" }, { title: "Size" }) as MimeBundle)["text/latex"]).toBe("Size\n\n$$k$$");
});
