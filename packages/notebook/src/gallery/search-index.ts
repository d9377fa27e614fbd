import MiniSearch from "minisearch";

/** A place that search finds. */
export interface Place {
  /** Its address: "01-convolution.html#sharing". */
  id: string;
  title: string;
  /** The part of the book it stands in. */
  where: string;
  text: string;
}

const options = {
  fields: ["title", "text"],
  storeFields: ["title", "where", "text"],
  searchOptions: { prefix: true, fuzzy: 0.15, boost: { title: 4 } },
};

/** The index as a script that sets a global: pages from disk may load scripts, but no data. */
export function searchIndex(places: readonly Place[]): string {
  const index = new MiniSearch<Place>(options);
  // Two headings of one page never share an id, but what comes from outside might.
  const unique = new Map(
    places.map((place) => [place.id, { ...place, text: place.text.replace(/\s+/g, " ") }]),
  );
  index.addAll([...unique.values()]);
  return `convkit.searchIndex = ${JSON.stringify({ options, data: index })};\n`;
}
