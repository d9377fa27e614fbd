import { JSDOM } from "jsdom";

export interface ReadCell {
  at: number[];
  value: number;
  kind: string;
  covered: boolean;
  unread: boolean;
}

export interface ReadGrid {
  shape: number[];
  cells: ReadCell[];
}

/** The maps of a part, read back from the markup. */
export function grids(svg: string, part: string): ReadGrid[] {
  const maps = svg.matchAll(new RegExp(`<g data-part="${part}" data-shape="([^"]*)"[^>]*>(.*?)</g>`, "gs"));
  return [...maps].map(([, shape, content]) => ({
    shape: shape.split(",").map(Number),
    cells: [
      ...content.matchAll(/<use data-at="([^"]*)" data-value="([^"]*)" data-kind="([^"]*)"([^>]*)>/g),
    ].map(([, at, value, kind, rest]) => ({
      at: at.split(",").map(Number),
      value: Number(value),
      kind,
      covered: rest.includes("data-covered"),
      unread: rest.includes("data-unread"),
    })),
  }));
}

/** The document; malformed XML throws. */
export function parse(svg: string): Document {
  return new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;
}

/** Every label of the figure. */
export function texts(svg: string): string[] {
  return [...svg.matchAll(/data-text="([^"]*)"/g)].map(([, text]) => text);
}

export function count(cells: ReadCell[], kind: string): number {
  return cells.filter((cell) => cell.kind === kind).length;
}

/** The values of a map, row by row. */
export function rows({ shape, cells }: ReadGrid): number[][] {
  const width = shape[shape.length - 1];
  return Array.from({ length: cells.length / width }, (_, r) =>
    cells.slice(r * width, (r + 1) * width).map((cell) => cell.value),
  );
}
