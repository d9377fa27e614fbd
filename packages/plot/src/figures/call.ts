/** A call as one writes it. */
export function callText(name: string, ...given: readonly (object | undefined)[]): string {
  return `${name}(${given
    .filter((one) => one !== undefined)
    .map(literal)
    .join(", ")})`;
}

/** A value as one writes it: names without quotes, spaces where they belong. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(
    ([key, item]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}: ${literal(item)}`,
  );
  return `{ ${pairs.join(", ")} }`;
}
