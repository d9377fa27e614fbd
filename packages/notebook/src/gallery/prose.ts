import { katex } from "@mdit/plugin-katex";
import MarkdownIt, { type StateCore, type Token } from "markdown-it";
import { unescapeHtml } from "../display/escape.js";
import { highlight } from "./code.js";
import { imageSource } from "./images.js";

export interface Heading {
  level: number;
  text: string;
  anchor: string;
  /** What stands below it, up to the next heading, as plain text: searched for. */
  body: string[];
}

/** What a page brings to life. */
export interface Live {
  /** Whether plotly.js is at hand. */
  plotly: boolean;
  /** Scripts of the page's drawings. */
  scripts: Set<string>;
  /** Whether there is a chart. */
  charts: boolean;
}

/** What the cells of one notebook share while they are rendered. */
export interface ProseContext {
  /** Where relative images are looked for. */
  folder: string;
  /** Nothing outside this folder is read. */
  root: string;
  headings: Heading[];
  /** Without it outputs are still pictures. */
  live?: Live;
  /** TeX that does not parse, images that do not exist. */
  problems: string[];
  /** Images stored in the cell itself: name → MIME type → base64. */
  attachments?: Record<string, Record<string, string>>;
}

/** Markdown as HTML: markup in it stays text, TeX becomes KaTeX's HTML, headings get anchors. */
export function prose(source: string, context: ProseContext): string {
  const html = markdown.render(source, context);
  for (const [, message] of html.matchAll(/class="katex-error" title="([^"]*)"/g)) {
    context.problems.push(unescapeHtml(message));
  }
  return html;
}

/** The text of the first heading of level 1 and the paragraph after it, as HTML. */
export function opening(source: string, context: ProseContext): { title?: string; summary?: string } {
  const quiet = { ...context, headings: [], problems: [] };
  const tokens = markdown.parse(source, quiet);
  const at = tokens.findIndex((token) => token.type === "heading_open" && token.tag === "h1");
  if (at < 0) return {};
  const paragraph = tokens.findIndex((token, i) => i > at && token.type === "paragraph_open");
  const summary =
    paragraph < 0
      ? undefined
      : markdown.renderer.renderInline(tokens[paragraph + 1].children ?? [], markdown.options, quiet);
  return { title: plain(tokens[at + 1]), summary };
}

const markdown: MarkdownIt = new MarkdownIt({ html: false, highlight, typographer: true })
  .disable("replacements") // quotes only: (c) and -- mean themselves

  .use(katex, { throwOnError: false, strict: false })
  .use((md) => {
    md.core.ruler.push("anchors", anchorHeadings);
    md.core.ruler.push("links", resolveLinks);
    md.renderer.rules.heading_close = (tokens, i) =>
      `<a class="anchor" href="#${tokens[i].meta}" aria-label="Link to this section">#</a></${tokens[i].tag}>\n`;
  });

// Ids of the page itself.
const reserved = /^(?:main|search|theme|open-search|cell(?:-.*)?)$/;

const slug = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ["section"]).join("-");

function anchorHeadings({ tokens, env }: StateCore): void {
  const { headings } = env as ProseContext;
  tokens.forEach((token, i) => {
    if (token.type === "inline" && tokens[i - 1].type !== "heading_open") {
      headings.at(-1)?.body.push(words(token));
    }
    if (token.type !== "heading_open") return;
    const text = plain(tokens[i + 1]);
    const name = slug(text);
    const base = reserved.test(name) ? `section-${name}` : name;
    let anchor = base;
    for (let n = 2; headings.some((heading) => heading.anchor === anchor); n++) anchor = `${base}-${n}`;
    headings.push({ level: Number(token.tag[1]), text, anchor, body: [] });
    token.attrSet("id", anchor);
    tokens[i + 2].meta = anchor;
  });
}

function resolveLinks({ tokens, env }: StateCore): void {
  for (const token of tokens.flatMap((t) => t.children ?? [])) {
    if (token.type === "image")
      token.attrSet("src", imageSource(token.attrGet("src") ?? "", env as ProseContext));
  }
  for (const { children } of tokens) {
    children?.forEach((token, i) => {
      if (token.type === "link_open")
        resolveLink(token, children.slice(i).find((t) => t.type === "link_close")!);
    });
  }
}

/** Links to notebooks lead to their pages; links to other local files lead nowhere from here and become text. */
function resolveLink(open: Token, close: Token): void {
  const href = open.attrGet("href") ?? "";
  const [, name, hash] = /^(?:\.\/)?([^/#]+)\.ipynb(#.*)?$/.exec(href) ?? [];
  if (name !== undefined) open.attrSet("href", `${name}.html${hash === undefined ? "" : anchorOf(hash)}`);
  else if (href.startsWith("#")) open.attrSet("href", anchorOf(href));
  else if (/^https?:/.test(href)) open.attrSet("rel", "noreferrer");
  else if (!href.startsWith("mailto:")) {
    open.attrs = null;
    open.tag = close.tag = "span";
  }
}

/** Jupyter writes a heading's anchor "Two-words". */
const anchorOf = (hash: string): string => {
  const name = decodeURIComponent(hash.slice(1));
  return `#${name.startsWith("cell-") ? name : slug(name)}`;
};

const plain = (inline: Token): string =>
  (inline.children ?? [])
    .map((token) => (token.type === "softbreak" ? " " : token.content))
    .join("")
    .trim();

/** As `plain`, but long formulas are left out: their TeX is nothing to read in a list of places. */
const words = (inline: Token): string =>
  (inline.children ?? [])
    .map(({ type, content }) =>
      type === "softbreak" ? " " : type === "math_inline" && content.includes("\\") ? "…" : content,
    )
    .join("")
    .trim();
