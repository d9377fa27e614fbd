import { existsSync, readFileSync, realpathSync } from "node:fs";
import { extname, join, relative } from "node:path";
import type { ProseContext } from "./prose.js";

const types: Record<string, string> = {
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".gif": "image/gif",
  ".apng": "image/apng",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
};

/**
 * A picture named in Markdown, as data URI: a page then needs no other file and no network.
 * What is not a picture below the root becomes an empty source, shown as its alternative text, and a problem.
 */
export function imageSource(source: string, { folder, root, attachments, problems }: ProseContext): string {
  const attached = /^attachment:(.*)$/.exec(source);
  if (attached) {
    const [type, data] = Object.entries(attachments?.[decodeURIComponent(attached[1])] ?? {})[0] ?? [];
    if (data !== undefined && Object.values(types).includes(type!))
      return `data:${type};base64,${data.replace(/\s/g, "")}`;
  } else if (source.startsWith("data:image/")) {
    return source;
  } else if (!/^[a-z]+:|^\/\//i.test(source)) {
    const path = join(folder, decodeURIComponent(source));
    const type = types[extname(path).toLowerCase()];
    if (type !== undefined && existsSync(path) && isBelow(root, path)) {
      return `data:${type};base64,${readFileSync(path).toString("base64")}`;
    }
  }
  problems.push(`picture ${source} is not a picture file of the workspace`);
  return "data:,";
}

function isBelow(root: string, path: string): boolean {
  const way = relative(realpathSync(root), realpathSync(path));
  return !way.startsWith("..") && way !== "";
}
