import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { OptionError } from "@convkit/tensor";
import { readLedger } from "../claims/ledger.js";
import { notebooksIn } from "../files/workspace.js";
import type { Notebook } from "../notebook-file/notebook.js";
import { readNotebook } from "../notebook-file/read.js";
import { referenceNames } from "./api/page.js";
import { readApi } from "./api/read.js";
import { assets, plotlyFile } from "./assets.js";
import { checkLinks } from "./check-links.js";
import type { CommandHelp } from "./commands-page.js";
import { figureEntries, figureFiles } from "./figures.js";
import { type Folder, writeFolder } from "./folder.js";
import { notebookPage } from "./notebook-page.js";
import { pages } from "./pages.js";
import { placesOf } from "./places.js";
import { searchIndex } from "./search-index.js";

export interface GalleryOptions {
  /** Folders of the packages that the reference describes, `node_modules/@convkit`; none without it. */
  packages?: readonly string[];
  /** Commands to list. */
  commands?: readonly CommandHelp[];
}

export interface GalleryReport {
  out: string;
  notebooks: number;
  figures: number;
  /** Public names in the reference. */
  names: number;
  bytes: number;
  /** TeX that does not parse, pictures and links that lead nowhere: "03-pooling: …"; packages that are not built. */
  problems: string[];
}

/**
 * Writes the gallery of a workspace: its notebooks (executed copies of the same cells where there are some),
 * figures, claims and the reference, as a book of pages in one folder that needs no network.
 * @param root the workspace: holds notebooks/, and build/notebooks/, figures/, notebooks/claims.json if they exist
 * @throws OptionError if there are no notebooks, or `out` holds something else
 */
export function buildGallery(root: string, out: string, options: GalleryOptions = {}): GalleryReport {
  const folder = join(root, "notebooks");
  const names = notebookNames(folder);
  const { packages = [], commands = [] } = options;
  const api = readApi(packages);
  const reference = referenceNames(api.packages);
  const plotly = plotlyFile(root);
  const notebooks = names.map((name) =>
    notebookPage(name, newest(root, name), { folder, root, plotly: plotly.size > 0, reference }),
  );
  const figures = figureFiles(join(root, "figures"));
  const ledger = join(folder, "claims.json");
  const claims = existsSync(ledger) ? readLedger(ledger) : [];
  const book = { notebooks, figures: figureEntries(figures), claims, packages: api.packages, commands };
  const charts =
    notebooks.some(({ live }) => live.charts) || book.figures.some(({ chart }) => chart !== undefined);
  const files: Folder = new Map<string, string | Uint8Array>([
    ...pages(book, plotly.size > 0),
    ["search/index.js", searchIndex(placesOf(book))],
    ...assets(),
    ...figures,
    ...(charts ? plotly : []),
  ]);
  writeFolder(out, files);
  return {
    out,
    notebooks: notebooks.length,
    figures: figures.size,
    names: [...reference.values()].reduce((sum, { size }) => sum + size, 0),
    bytes: [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0),
    problems: [
      ...notebooks.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)),
      ...api.problems,
      ...checkLinks(files),
    ],
  };
}

function notebookNames(folder: string): string[] {
  const names = notebooksIn(folder).map((path) => basename(path, ".ipynb"));
  if (names.length > 0) return names;
  throw new OptionError({
    operation: "convkit gallery",
    argument: folder,
    found: "holds no notebooks",
    expected: "at least one .ipynb file is needed",
  });
}

/** The copy a run left in build/notebooks/, unless the notebook was edited, or its outputs stored anew, since. */
function newest(root: string, name: string): Notebook {
  const [stored, copy] = ["notebooks", "build/notebooks"].map((folder) =>
    join(root, folder, `${name}.ipynb`),
  );
  const committed = readNotebook(stored);
  if (!existsSync(copy) || statSync(copy).mtimeMs < statSync(stored).mtimeMs) return committed;
  const executed = readNotebook(copy);
  const sources = ({ cells }: Notebook): string => JSON.stringify(cells.map((cell) => cell.source));
  return sources(executed) === sources(committed) ? executed : committed;
}
