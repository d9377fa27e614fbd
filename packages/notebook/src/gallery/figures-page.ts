import { escapeHtml } from "../display/escape.js";
import { chartHtml } from "./chart.js";
import { highlight } from "./code.js";
import type { FigureEntry } from "./figures.js";
import { linkNames, type Names } from "./names.js";

/** The figures' page and its contents. */
export function figuresPage(
  figures: readonly FigureEntry[],
  { names, plotly }: { names: Names; plotly: boolean },
): { main: string; contents: string } {
  const families = [...new Set(figures.map(({ family }) => family))].map((family) => ({
    family,
    members: figures.filter((figure) => figure.family === family),
  }));
  const main = families.map(
    ({ family, members }) =>
      `<h2>${escapeHtml(family)}</h2>\n<ul class="figures">${members.map((figure) => item(figure, names, plotly)).join("\n")}</ul>`,
  );
  const contents = families.map(({ family, members }) => {
    const links = members.map(
      ({ name }) => `<li><a href="#${encodeURI(name)}">${escapeHtml(name.replaceAll("_", " "))}</a></li>`,
    );
    return `<strong>${escapeHtml(family)}</strong><ol>${links.join("")}</ol>`;
  });
  return {
    main: `<h1>Figures</h1>
<p class="lead">Each is a function of the numbers below it; other numbers draw other figures.</p>
${main.join("\n")}`,
    contents: `<details class="contents" open><summary>Contents</summary><nav aria-label="Figures">${contents.join("")}</nav></details>`,
  };
}

function item(
  { name, title, desc, size, chart, known, files }: FigureEntry,
  names: Names,
  plotly: boolean,
): string {
  const links = files.map(([file, form]) => `<a href="figures/${encodeURI(file)}">${form}</a>`);
  const code = (source: string, language: string): string =>
    `<pre class="code"><code>${linkNames(highlight(source, language), names)}</code></pre>`;
  const image = `<img loading="lazy" alt="${escapeHtml(desc)}"${size} src="figures/${encodeURI(name)}.svg">`;
  const numbers = Object.entries({ ...known?.setting, ...(known as { options?: object })?.options }).map(
    ([key, value]) => `<div><dt>${escapeHtml(key)}</dt><dd>${escapeHtml(shown(value))}</dd></div>`,
  );
  // A chart's title is all that it shows, in words.
  const about = [known?.about, chart === undefined || known === undefined ? title : undefined]
    .filter((words) => words !== undefined)
    .join(". ");
  return `<li id="${escapeHtml(name)}"><h3>${escapeHtml(name)}<a class="anchor" href="#${encodeURI(name)}" aria-label="Link to this figure">#</a></h3>
<p>${escapeHtml(about.charAt(0).toUpperCase() + about.slice(1))}</p>
<figure>${chart !== undefined && plotly ? chartHtml(image, JSON.parse(chart)) : image}
<figcaption>${numbers.length > 0 ? `<dl>${numbers.join("")}</dl>` : ""}<p class="forms">${links.join(" ")}</p></figcaption></figure>
${known ? `${code(known.call, "typescript")}<details class="folded"><summary>Caption in TeX</summary>${code(String.raw`\caption{${known.caption}}`, "latex")}</details>` : ""}</li>`;
}

const longest = 80;

/** A value as one reads it; of long ones, how they begin: the call has them whole. */
function shown(value: unknown): string {
  const text = JSON.stringify(value).replaceAll(",", ", ");
  return text.length > longest ? `${text.slice(0, longest)} …` : text.replace(/^"(.*)"$/, "$1");
}
