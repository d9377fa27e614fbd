import type { Claim } from "../claims/ledger.js";
import { apiHref, referenceNames } from "./api/page.js";
import type { ApiPackage } from "./api/read.js";
import type { CommandHelp } from "./commands-page.js";
import type { FigureEntry } from "./figures.js";
import type { NotebookPage } from "./notebook-page.js";
import type { Place } from "./search-index.js";

/** All that the book has. */
export interface Book {
  notebooks: readonly NotebookPage[];
  figures: readonly FigureEntry[];
  claims: readonly Claim[];
  packages: readonly ApiPackage[];
  commands: readonly CommandHelp[];
}

/** Every section, figure, claim, public name and command, for the search. */
export function placesOf({ notebooks, figures, claims, packages, commands }: Book): Place[] {
  const names = referenceNames(packages);
  return [
    ...notebooks.flatMap(({ href, number, title, headings }) =>
      headings.map(({ level, anchor, text, body }) => ({
        id: `${encodeURI(href)}#${anchor}`,
        title: text,
        where: level > 1 ? title : number === undefined ? "Chapters" : `Chapter ${number}`,
        text: body.join(" "),
      })),
    ),
    ...figures.map(({ name, title, desc }) => ({
      id: `figures.html#${encodeURI(name)}`,
      title: `${name}: ${title}`,
      where: "Figures",
      text: desc,
    })),
    ...claims.map(({ id, text }) => ({
      id: `claims.html#${encodeURI(id)}`,
      title: id,
      where: "Claims",
      text,
    })),
    ...packages.map(({ name, description }) => ({
      id: apiHref(name),
      title: name,
      where: "Reference",
      text: description,
    })),
    ...packages.flatMap(({ modules }) =>
      modules.flatMap(({ specifier, entries }) =>
        entries.map(({ name, text }) => ({
          id: names.get(specifier)!.get(name)!,
          title: name,
          where: specifier,
          text,
        })),
      ),
    ),
    ...commands.map(({ name, help }) => ({
      id: `commands.html#${name.replaceAll(" ", "-")}`,
      title: `convkit ${name}`,
      where: "Commands",
      text: help,
    })),
  ];
}
