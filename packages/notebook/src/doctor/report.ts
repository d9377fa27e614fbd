import type { Check } from "./checks.js";

/** The checks as aligned lines: ✓ with what was found, or – with what it would add and how to get it. */
export function report(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, found, needed, adds, get }) => {
    const state =
      found ?? `${needed ? "needed" : "optional"}: ${adds}\n${" ".repeat(width + 4)}get it: ${get}`;
    return `${found === undefined ? "–" : "✓"} ${name.padEnd(width)}  ${state}`;
  });
  return [...lines, "", verdict(checks)].join("\n");
}

export const isComplete = (checks: readonly Check[]): boolean =>
  checks.every(({ found, needed }) => found !== undefined || !needed);

function verdict(checks: readonly Check[]): string {
  const missing = checks.filter(({ found, needed }) => found === undefined && needed).map(({ name }) => name);
  return missing.length === 0 ? "Notebooks can run." : `Notebooks cannot run: ${missing.join(", ")} missing.`;
}
