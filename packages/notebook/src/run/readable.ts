import { createHash } from "node:crypto";
import type { Output } from "../notebook-file/notebook.js";

/** An output as text whose lines can be compared by eye: pictures in a data URI as SVG source, one element a line. */
export function readable(output: Output): string {
  if (output.output_type === "stream") return `[${output.name}]\n${output.text.replace(/\n$/, "")}`;
  if (output.output_type === "error") return `[error]\n${output.ename}: ${output.evalue}`;
  const parts = Object.entries(output.data).sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([mime, value]) => `[${mime}]\n${text(mime, value)}`).join("\n");
}

function text(mime: string, value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 1);
  if (mime === "image/svg+xml" || mime === "text/html") return onePerLine(decodePictures(value));
  if (mime.startsWith("text/")) return value;
  const digest = createHash("sha256").update(value).digest("hex").slice(0, 12);
  return `${value.length} characters, SHA-256 ${digest}…`;
}

function decodePictures(html: string): string {
  return html.replace(/data:image\/svg\+xml;base64,([\w+/=]+)/g, (_, base64) =>
    Buffer.from(base64, "base64").toString("utf8"),
  );
}

function onePerLine(markup: string): string {
  return markup.replaceAll("><", ">\n<");
}
