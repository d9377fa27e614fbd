const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand in HTML and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c]);

/** The inverse, for text read back from a title or an alt attribute. */
export const unescapeHtml = (text: string): string =>
  text
    .replace(/&(lt|gt|quot|#39|apos);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"' })[name as "lt"] ?? "'")
    .replace(/&amp;/g, "&");
