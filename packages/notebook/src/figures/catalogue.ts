import { type ChartFigure, type Figure, families } from "@convkit/plot";
import { LimitError, OptionError } from "@convkit/tensor";
import { type Drawn, draw, endings, type Format, formats, type Source } from "./draw.js";

/** A figure of the catalogue, and what it is stored as. */
export interface Entry {
  name: string;
  family: string;
  figure: Figure | ChartFigure;
  formats: readonly Format[];
}

// The notes' own figures exist in every form; of the others a repository need not keep what can be made again.
const [notes] = Object.keys(families);
const stored: readonly Format[] = ["svg", "animated", "plotly"];

const entries: readonly Entry[] = Object.entries(families).flatMap(([family, figures]) =>
  Object.entries(figures).map(([name, figure]) => ({
    name,
    family,
    figure,
    formats: family === notes ? formats : stored,
  })),
);

/** Largest size in kB: a page of figures must load fast, and repositories keep every version. */
const limits: Record<Format, number> = {
  svg: 40,
  sheet: 400,
  animated: 80,
  png: 200,
  gif: 150,
  apng: 80,
  plotly: 40,
};
/** Entries of a matrix have their names, and heat maps a path for each element. */
const svgLimits: Record<string, number> = { Matrices: 64, Charts: 150 };

/** Entries of the catalogue by name, or all of them. @throws OptionError for a name it does not have */
export function catalogue(chosen: readonly string[] = []): readonly Entry[] {
  const known = entries.map(({ name }) => name);
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown === undefined)
    return chosen.length > 0 ? entries.filter(({ name }) => chosen.includes(name)) : entries;
  throw new OptionError({
    operation: "convkit figures",
    argument: "name",
    value: unknown,
    expected: `must be one of ${known.join(", ")}`,
    fix: "or draw your own: convkit figures conv --input 7 --kernel 3",
  });
}

/** The files of a catalogue figure. @throws LimitError if one is larger than figures may be */
export async function drawEntry(
  { name, family, figure, formats: own }: Entry,
  chosen: readonly Format[] = own,
): Promise<Drawn[]> {
  const files = await draw(name, figure as Source, chosen);
  for (const [file, content] of files) {
    const size = Buffer.byteLength(content);
    const ending = file.slice(name.length);
    const format = formats.find((one) => endings[one] === ending)!;
    const limit = format === "svg" ? (svgLimits[family] ?? limits.svg) : limits[format];
    if (size <= limit * 1000) continue;
    throw new LimitError({
      operation: "convkit figures",
      argument: file,
      found: `has ${(size / 1000).toFixed(1)} kB`,
      expected: `this figure's *${ending} may have ${limit} kB`,
    });
  }
  return files;
}
