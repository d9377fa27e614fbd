import type { Entry } from "./catalogue.js";
import { type Drawn, endings, type Format, formats } from "./draw.js";

/** An entry and its files. */
export interface Shown {
  entry: Entry;
  files: readonly Drawn[];
}

/** The page of a folder of figures, README.md: each as a picture, with what makes it, how to cite it, and its files. */
export function indexPage(shown: readonly Shown[]): Drawn {
  const families = [...new Set(shown.map(({ entry }) => entry.family))];
  const sections = families.map((family) => {
    const own = shown.filter(({ entry }) => entry.family === family);
    return [`## ${family}`, ...own.map(section)].join("\n\n");
  });
  const contents = families.map((family) => {
    const names = shown.filter(({ entry }) => entry.family === family).map(({ entry }) => entry.name);
    return `- ${family}: ${names.map((name) => `[${name}](#${name.toLowerCase()})`).join(", ")}`;
  });
  return ["README.md", `${[intro, contents.join("\n"), ...sections].join("\n\n")}\n`];
}

const intro = `# Figures

Written by \`npm run figures\`, this page too; \`hashes.json\` has the SHA-256 of every file. Each figure is one call of
\`@convkit/plot\` on the numbers beside it. Other numbers draw other figures, and a figure that is stored as SVG only has
more forms for the asking:

\`\`\`sh
npm run convkit -- figures conv --input 7 --kernel 3 --stride 2
npm run convkit -- figures dilation --format gif
\`\`\`

Settings and names of the convolution arithmetic are those of Dumoulin & Visin 2016, "A guide to convolution arithmetic
for deep learning"; the drawings are our own.`;

function section({ entry: { name, figure }, files }: Shown): string {
  const has = (format: Format): boolean => files.some(([file]) => file === name + endings[format]);
  const picture = name + endings[has("animated") ? "animated" : "svg"];
  const links = formats.filter(has).map((format) => `[${format}](${name}${endings[format]})`);
  return [
    `### ${name}`,
    `${capital(figure.about)}.`,
    `![${capital(figure.about)}](${picture})`,
    parameters({ ...figure.setting, ...("options" in figure ? figure.options : {}) }),
    fenced("js", figure.call),
    fenced("tex", String.raw`\caption{${figure.caption}}`),
    `Files: ${links.join(", ")}`,
  ].join("\n\n");
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const fenced = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\``;

/** In a line; those that are long lists are told by the call. */
function parameters(setting: object): string {
  return Object.entries(setting)
    .map(([name, value]) => [name, JSON.stringify(value)])
    .map(
      ([name, value]) =>
        `${name} \`${value.length > 60 ? "…" : value.replaceAll('"', "").replaceAll(",", ", ")}\``,
    )
    .join(" · ");
}
