/** Name → address of its place in the reference. */
export type Names = ReadonlyMap<string, string>;

/**
 * Links the names of the reference in highlighted code. Strings and comments have spans of their own and are left
 * alone; so are names after a point, which are members.
 */
export function linkNames(html: string, names: Names): string {
  if (names.size === 0) return html;
  let quiet = 0;
  let last = "";
  return html.replace(/<span class="([^"]*)">|<\/span>|[^<]+/g, (piece, className?: string) => {
    if (className !== undefined) {
      if (quiet > 0 || /string|comment|regexp/.test(className)) quiet++;
      return piece;
    }
    if (piece === "</span>") {
      if (quiet > 0) quiet--;
      return piece;
    }
    const before = last;
    last = piece;
    if (quiet > 0) return piece;
    return piece.replace(/(?<![\w$.&#])[A-Za-z_$][\w$]*/g, (name, at: number) => {
      const href = at === 0 && before.endsWith(".") ? undefined : names.get(name);
      return href === undefined ? name : `<a href="${href}">${name}</a>`;
    });
  });
}

/** The names that cells import from ConvKit's packages, with their places. */
export function importedNames(sources: readonly string[], reference: ReadonlyMap<string, Names>): Names {
  const found = new Map<string, string>();
  for (const [, list, specifier] of sources.join("\n").matchAll(/import\s*\{([^}]*)\}\s*from\s*"([^"]+)"/g)) {
    for (const name of list.split(",").map((part) => part.trim())) {
      const href = reference.get(specifier)?.get(name);
      if (href !== undefined) found.set(name, href);
    }
  }
  return found;
}
