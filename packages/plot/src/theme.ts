/** Colours of a figure. Fills are the same in every theme but `print`; ink on fills is always dark. */
export interface Palette {
  page: string;
  ink: string;
  /** Ink on filled cells. */
  onFill: string;
  /** Lines of secondary importance on the page. */
  faint: string;
  input: string;
  output: string;
  inserted: string;
  alpha: string;
  kernel: string;
  current: string;
  gradient: string;
  /** Outlines of channel groups (Okabe and Ito). */
  groups: readonly string[];
}

export type Theme = "light" | "dark" | "auto" | "print";

const light: Palette = {
  page: "#FFFFFF",
  ink: "#1A1A1A",
  onFill: "#1A1A1A",
  faint: "#767676",
  input: "#56B4E9",
  output: "#F0E442",
  inserted: "#D9D9D9",
  alpha: "#F5CF8A",
  kernel: "#0072B2",
  current: "#D55E00",
  gradient: "#CC79A7",
  groups: ["#009E73", "#CC79A7", "#E69F00", "#0072B2", "#D55E00", "#56B4E9", "#F0E442", "#000000"],
};

const dark: Palette = { ...light, page: "#14181D", ink: "#E6E6E6", faint: "#9AA0A6" };

const print: Palette = {
  ...light,
  faint: "#555555",
  input: "#C4C4C4",
  output: "#F2F2F2",
  inserted: "#FFFFFF",
  alpha: "#E2E2E2",
  kernel: "#4D4D4D",
  current: "#000000",
  gradient: "#000000",
  groups: ["#000000", "#555555", "#888888", "#333333"],
};

export const palettes: Record<Theme, Palette> = { light, dark, auto: light, print };

/**
 * The style sheet that `auto` adds. Everything is painted by attributes, in the light theme; the classes `page`,
 * `ink` (fills), `line` and `thin` (strokes) follow the reader's scheme. Their names begin with the figure's own
 * prefix, not below its id: what `<use>` draws has no ancestors that a selector could name.
 */
export function schemeStyle(prefix: string): string {
  const rules = [
    `page{fill:${dark.page}}`,
    `ink{fill:${dark.ink}}`,
    `line{stroke:${dark.ink}}`,
    `thin{stroke:${dark.faint}}`,
  ];
  return `@media (prefers-color-scheme:dark){${rules.map((rule) => `.${prefix}${rule}`).join("")}}`;
}
