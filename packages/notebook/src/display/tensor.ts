import { heatmap } from "./heatmap.js";
import type { Display, DisplayOptions, MimeBundle } from "./mime.js";
import { numberFormat } from "./numbers.js";
import { isTensor, type Panel, panelsOf, type TensorLike } from "./panels.js";
import { picture } from "./picture.js";
import { ownText } from "./text.js";

const mostNumbers = 100;
const mostColumns = 16;

/** Few numbers as a table, more as heat maps, always with the tensor's own text beside. */
export const tensorDisplay: Display<TensorLike> = {
  accepts: isTensor,
  bundle(tensor, options) {
    const text = plain(tensor, options.digits);
    const count = tensor.shape.reduce((product, size) => product * size, 1);
    if (tensor.shape.length === 0 || count === 0) return { "text/plain": text };
    const few = count <= mostNumbers && (tensor.shape.at(-1) ?? 1) <= mostColumns;
    if ((options.as ?? (few ? "table" : "heatmap")) === "table") return table(tensor, text, options);
    return { ...picture(heatmap(tensor, options.digits), options.alt), "text/plain": text };
  },
};

function table(tensor: TensorLike, text: string, { digits }: DisplayOptions): MimeBundle {
  const format = numberFormat(Array.from(tensor.data), digits);
  const panels = panelsOf(tensor).map((panel) => panelTable(panel, format));
  const html =
    panels.length === 1
      ? panels[0]
      : `<table><tr>${panels.map((p) => `<td>${p}</td>`).join("")}</tr></table>`;
  return { "text/html": html, "text/plain": text };
}

function panelTable({ label, rows, columns, values }: Panel, format: (value: number) => string): string {
  const lines = Array.from({ length: rows }, (_, r) => {
    const cells = Array.from(
      { length: columns },
      (_, c) => `<td align="right">${format(values[r * columns + c])}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<table>${label === "" ? "" : `<caption>${label}</caption>`}${lines.join("")}</table>`;
}

function plain(tensor: TensorLike, digits?: number): string {
  const own = ownText(tensor);
  if (own !== undefined) return own;
  const values = Array.from(tensor.data);
  const format = numberFormat(values, digits);
  const size = Math.max(0, ...values.map((value) => format(value).length));
  const blocks = panelsOf(tensor).map(({ label, rows, columns, values }) => {
    const lines = Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (_, c) => format(values[r * columns + c]).padStart(size)).join(" "),
    );
    return [...(label === "" ? [] : [label]), ...lines].join("\n");
  });
  return [`${tensor.dtype} [${tensor.shape.join(", ")}]`, ...blocks].join("\n");
}
