import { JSDOM } from "jsdom";

export interface ReadCell {
  at: number[];
  value: number;
  kind: string;
  covered: boolean;
  unread: boolean;
}

/** A figure read back from its markup; malformed XML throws. */
export function read(svg: string) {
  const document = new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;
  const grids = (part: string) =>
    [...document.querySelectorAll(`[data-part="${part}"]`)].map((grid) => ({
      shape: (grid.getAttribute("data-shape") as string).split(",").map(Number),
      cells: [...grid.children].map(
        (cell): ReadCell => ({
          at: (cell.getAttribute("data-at") as string).split(",").map(Number),
          value: Number(cell.getAttribute("data-value")),
          kind: cell.getAttribute("data-kind") as string,
          covered: cell.hasAttribute("data-covered"),
          unread: cell.hasAttribute("data-unread"),
        }),
      ),
    }));
  const texts = [...document.querySelectorAll("[data-text]")].map((text) => text.getAttribute("data-text"));
  return { document, grids, texts, root: document.documentElement };
}

export function count(cells: ReadCell[], kind: string): number {
  return cells.filter((cell) => cell.kind === kind).length;
}

/** The values of a map, row by row. */
export function rows({ shape, cells }: { shape: number[]; cells: ReadCell[] }): number[][] {
  const width = shape[shape.length - 1];
  return Array.from({ length: cells.length / width }, (_, r) =>
    cells.slice(r * width, (r + 1) * width).map((cell) => cell.value),
  );
}
