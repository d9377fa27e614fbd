import type { Theme } from "../theme.js";

const hues = ["#56B4E9", "#E69F00", "#2FB08A", "#CC79A7", "#F0E442"];
const greys = ["#A6A6A6", "#BDBDBD", "#D0D0D0", "#989898", "#DEDEDE"];
const lightest = 0.7; // of white mixed in

/** One colour for each weight: a hue for each row of the kernel, lighter along it. Dark ink reads on all of them. */
export function weightColour(theme: Theme, at: readonly number[], kernel: readonly number[]): string {
  const own = theme === "print" ? greys : hues;
  // The last axis shades, unless it is the only one.
  const [row, column, columns] =
    at.length === 1
      ? [at[0], 0, 1]
      : [flat(at.slice(0, -1), kernel), at[at.length - 1], kernel[kernel.length - 1]];
  const white = (lightest * column) / columns;
  const hex = own[row % own.length];
  const channels = [1, 3, 5].map((i) => {
    const value = Number.parseInt(hex.slice(i, i + 2), 16);
    return Math.round(value + (255 - value) * white)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

function flat(at: readonly number[], shape: readonly number[]): number {
  return at.reduce((sum, index, axis) => sum * shape[axis] + index, 0);
}
