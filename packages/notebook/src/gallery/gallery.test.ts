import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { picture } from "../display/picture.js";
import type { Cell, MimeBundle } from "../notebook-file/notebook.js";
import { buildGallery } from "./build.js";
import { sanitise } from "./sanitise.js";

let root: string;
let out: string;
const page = (name: string): string => readFileSync(join(out, name), "utf8");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gallery-"));
  out = join(root, "build", "gallery");
});
afterEach(() => rmSync(root, { recursive: true }));

const markdown = (source: string): Cell => ({ cell_type: "markdown", metadata: {}, source });
const code = (source: string, data?: MimeBundle, metadata = {}): Cell => ({
  cell_type: "code",
  metadata,
  source,
  execution_count: 1,
  outputs: data === undefined ? [] : [{ output_type: "display_data", data, metadata: {} }],
});

function write(path: string, content: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content);
}

const notebook = (path: string, ...cells: Cell[]): void =>
  write(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));

describe("a notebook's page", () => {
  const build = (...cells: Cell[]): string => {
    notebook("notebooks/01-a.ipynb", ...cells);
    buildGallery(root, out);
    return page("01-a.html");
  };

  test("prose with TeX, anchors, contents and code colours", () => {
    const html = build(
      markdown("# Sizes\n\nThe *size* $o$.\n\n## One part\n\n### One part\n\n## Two"),
      code('const k = 3; // "three"'),
    );
    expect(html).toContain("<title>Sizes · ConvKit</title>");
    expect(html).toMatch(/<span class="katex">.*<annotation encoding="application\/x-tex">o<\/annotation>/);
    expect(html).toContain('<h2 id="one-part">One part<a class="anchor" href="#one-part"');
    expect(html).toContain('<li class="level-3"><a href="#one-part-2">One part</a></li>');
    expect(html).toContain('<span class="hljs-keyword">const</span> k = <span class="hljs-number">3</span>');
  });

  test("markup in prose and outputs stays text; ANSI colours go", () => {
    const cell = code("x");
    cell.outputs = [
      { output_type: "stream", name: "stdout", text: "\u001b[31m<script>alert(1)</script>\u001b[0m\n" },
      { output_type: "error", ename: "RangeError", evalue: "<b>", traceback: ["\u001b[1mat <i>"] },
    ];
    const html = build(markdown("<script>alert(1)</script> [x](javascript:alert(1))"), cell);
    expect(html).not.toMatch(/<script(?! nonce=)|<b>|<i>|href="javascript/);
    expect(html.match(/<script[^>]*>/g)).toHaveLength(2);
    expect(html).not.toContain("\u001b");
    expect(html).toContain('<pre class="stdout">&lt;script&gt;alert(1)&lt;/script&gt;</pre>');
    expect(html).toContain('<pre class="error">RangeError: &lt;b&gt;\nat &lt;i&gt;</pre>');
  });

  test("the richest safe form of an output", () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="7"><title>nine</title></svg>';
    const made = picture(svg);
    const live = { ...made, "text/html": `${made["text/html"]}<script>play()</script>` };
    const html = build(
      code("live", live),
      code("svg", { "image/svg+xml": svg, "text/plain": "s" }),
      code("png", { "image/png": "aGk=\n", "text/plain": "p" }),
      code("tex", { "text/latex": "$$x^2$$", "text/plain": "x^2" }),
      code("only script", { "text/html": "<script>1</script>", "text/plain": "fallback" }),
    );
    expect(
      html.match(/<img alt="nine" width="9" height="7" src="data:image\/svg\+xml;base64,[^"]+"/g),
    ).toHaveLength(2);
    expect(html).toContain('<img alt="p" src="data:image/png;base64,aGk=">');
    expect(html).toContain('<span class="katex-display">');
    expect(html).toContain('<pre class="stdout">fallback</pre>');
    expect(html).not.toContain("play()");
  });

  test("pictures of the workspace are embedded, others and broken TeX are problems", () => {
    write("figures/f.svg", "<svg/>");
    notebook(
      "notebooks/01-a.ipynb",
      markdown("![f](../figures/f.svg) ![gone](no.svg) ![out](/etc/x.svg) $\\frac$"),
    );
    expect(buildGallery(root, out).problems).toEqual([
      "01-a: picture no.svg is not a picture file of the workspace",
      "01-a: picture /etc/x.svg is not a picture file of the workspace",
      expect.stringMatching(/^01-a: ParseError: KaTeX parse error: /),
    ]);
    expect(page("01-a.html")).toContain('<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="f">');
  });

  test("links between notebooks lead to pages; links to other files become text", () => {
    const html = build(markdown("[next](02-b.ipynb#two) [code](../x.ts) [site](https://example.org)"));
    expect(html).toContain('<a href="02-b.html#two">next</a> <span>code</span>');
    expect(html).toContain('<a href="https://example.org" rel="noreferrer">site</a>');
  });
});

describe("the gallery", () => {
  test("index, neighbours, figures and claims", () => {
    const shown = picture(
      '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><title>dot</title></svg>',
    );
    const metadata = { convkit: { claims: ["conv.size"], verdicts: { "conv.size": "conditional" } } };
    notebook(
      "notebooks/01-a.ipynb",
      markdown("# First & last\n\nWhat *it* says [there](02-b.ipynb).\n\nMore."),
      {
        ...code("show()", shown, metadata),
        id: "c1",
      },
    );
    notebook("notebooks/02-b.ipynb", markdown("# Second"));
    write("figures/conv.svg", "<svg><title>5 &lt; 7</title><desc>in words</desc></svg>");
    write("figures/conv-sheet.svg", "<svg/>");
    const ledger = [
      { id: "conv.size", section: 1, notebook: "01-a", text: "Sizes follow <a> rule.", status: "carried" },
      { id: "pool.none", section: 2, notebook: "02-b", text: "Nobody checks this.", status: "open" },
    ];
    write("notebooks/claims.json", JSON.stringify({ claims: ledger }));
    expect(buildGallery(root, out)).toMatchObject({ notebooks: 2, figures: 2, problems: [] });

    expect(page("index.html")).toMatch(
      /<span class="number">1<\/span><div><h2><a href="01-a.html">First &amp; last<\/a><\/h2><p>What <em>it<\/em> says <a href="02-b.html">there<\/a>\.<\/p><\/div><div class="thumbnail"><img loading="lazy" alt="dot"/,
    );
    expect(page("01-a.html")).toContain('<a rel="next" href="02-b.html"><span>Next</span>Second</a>');
    expect(page("02-b.html")).toContain(
      '<a rel="prev" href="01-a.html"><span>Previous</span>First &amp; last</a>',
    );
    expect(page("01-a.html")).toContain(
      '<section class="cell" id="cell-c1"><a class="anchor" href="#cell-c1" aria-label="Link to this cell">#</a><p class="claims"><span class="claim"><a href="claims.html#conv.size">conv.size</a>',
    );
    expect(page("figures.html")).toContain('alt="in words" src="figures/conv.svg"');
    expect(page("figures.html")).toContain(
      '<p class="forms"><a href="figures/conv.svg">svg</a> <a href="figures/conv-sheet.svg">sheet</a></p>',
    );
    expect(page("claims.html")).toContain(
      '<tr id="conv.size"><td><a href="01-a.html#cell-c1"><code>conv.size</code></a></td>' +
        "<td>Sizes follow &lt;a&gt; rule.</td>" +
        '<td><span class="verdict conditional">◐ conditional</span></td><td><a href="01-a.html#cell-c1">01-a</a></td>',
    );
    expect(page("claims.html")).toContain("<td>Nobody checks this.</td><td>open</td><td>–</td>");
  });

  test("needs no network, and is the same each time", () => {
    notebook("notebooks/01-a.ipynb", markdown("# A"), code("1"));
    const read = (): string[] =>
      readdirSync(out, { recursive: true, encoding: "utf8" })
        .sort()
        .filter((name) => /\.(html|css|js)$/.test(name))
        .map((name) => page(name));
    buildGallery(root, out);
    const first = read();
    for (const text of first)
      expect(text).not.toMatch(/(src|href)="(https?:)?\/\/|url\((https?:)?\/\/|@import/);
    for (const sheet of ["katex.css", "style.css"])
      for (const [, font] of page(sheet).matchAll(/url\(([^)]+)\)/g))
        expect(existsSync(join(out, font))).toBe(true);
    expect(existsSync(join(out, "plotly.js"))).toBe(false); // no chart
    buildGallery(root, out);
    expect(read()).toEqual(first);
    expect(readdirSync(join(root, "build"))).toEqual(["gallery"]);
  });

  test("shows the executed copy while its cells are those of the notebook", () => {
    notebook("notebooks/01-a.ipynb", code("1 + 1"));
    notebook("build/notebooks/01-a.ipynb", code("1 + 1", { "text/plain": "two" }));
    buildGallery(root, out);
    expect(page("01-a.html")).toContain("two");
    utimesSync(join(root, "build/notebooks/01-a.ipynb"), 1, 1); // older than what is stored
    buildGallery(root, out);
    expect(page("01-a.html")).not.toContain("two");
    notebook("notebooks/01-a.ipynb", code("1 + 2"));
    buildGallery(root, out);
    expect(page("01-a.html")).not.toContain("two");
  });

  test("never replaces a folder that is no gallery", () => {
    notebook("notebooks/01-a.ipynb", code("1"));
    expect(() => buildGallery(root, root)).toThrow(
      `convkit gallery: --out is ${JSON.stringify(root)} but must be new, empty or an earlier gallery: it is replaced as a whole`,
    );
    expect(existsSync(join(root, "notebooks", "01-a.ipynb"))).toBe(true);
  });

  test("needs a notebook", () => {
    const folder = join(root, "notebooks");
    expect(() => buildGallery(root, out)).toThrow(
      `convkit gallery: ${folder} holds no notebooks but at least one .ipynb file is needed`,
    );
  });
});

test.each([
  ['<img src="https://example.org/x.png">', ""],
  [
    '<img src="data:image/svg+xml;base64,AA==" onerror="x()">',
    '<img src="data:image/svg+xml;base64,AA==" />',
  ],
  ['<img src="data:text/html;base64,AA==">', ""],
  ['<p style="position:fixed;text-align:right" onclick="x()">a</p>', '<p style="text-align:right">a</p>'],
  ['<a href="javascript:x()">a</a>', "<a>a</a>"],
  ["<style>*{display:none}</style><iframe src=x></iframe><svg><script>x()</script></svg>b", "b"],
  ["<table><tr><td align=right>1</td></tr></table>", '<table><tr><td align="right">1</td></tr></table>'],
])("sanitise %s", (html, safe) => {
  expect(sanitise(html)).toBe(safe);
});
