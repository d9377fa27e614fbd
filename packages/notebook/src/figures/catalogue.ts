import { type Figure, figures } from "@convkit/plot";
import { LimitError, OptionError } from "@convkit/tensor";
import { type Drawn, draw, endings, type Format, formats } from "./draw.js";

/** Largest size in kB: a page of figures must load fast, and repositories keep every version. */
const limits: Record<Format, number> = { svg: 40, sheet: 400, animated: 80, png: 200, gif: 150, apng: 80 };

/** Names of the catalogue, or all of them. @throws OptionError for a name it does not have */
export function catalogueNames(chosen: readonly string[]): string[] {
  const known = Object.keys(figures);
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown === undefined) return chosen.length > 0 ? [...chosen] : known;
  throw new OptionError({
    operation: "convkit figures",
    argument: "name",
    value: unknown,
    expected: `must be one of ${known.join(", ")}`,
    fix: "or draw your own: convkit figures conv --input 7 --kernel 3",
  });
}

/** The files of one catalogue figure. @throws LimitError if one is larger than figures may be */
export async function drawCatalogue(name: string, chosen: readonly Format[] = formats): Promise<Drawn[]> {
  const files = await draw(name, (figures as Record<string, Figure>)[name], chosen);
  for (const [file, content] of files) {
    const size = Buffer.byteLength(content);
    const ending = file.slice(name.length);
    const format = formats.find((one) => endings[one] === ending)!;
    const limit = limits[format];
    if (size <= limit * 1000) continue;
    throw new LimitError({
      operation: "convkit figures",
      argument: file,
      found: `has ${(size / 1000).toFixed(1)} kB`,
      expected: `a figure's *${ending} may have ${limit} kB`,
    });
  }
  return files;
}
