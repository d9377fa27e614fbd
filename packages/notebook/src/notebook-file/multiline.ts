/** Whether nbformat stores an output of this MIME type as a list of lines. */
export function isMultiline(mime: string): boolean {
  return mime.startsWith("text/") || mime === "image/svg+xml" || mime === "application/javascript";
}

/** A text as its lines, each with its ending; the empty text has none. Lines end where Python's `splitlines` ends them. */
export function splitLines(text: string): string[] {
  return text.match(lines) ?? [];
}

export function joinLines(text: unknown): unknown {
  return Array.isArray(text) && text.every((line) => typeof line === "string") ? text.join("") : text;
}

const end = String.raw`\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029`;
const lines = new RegExp(`[^${end}]*(?:\\r\\n|[${end}])|[^${end}]+$`, "g");
