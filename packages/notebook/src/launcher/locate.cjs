"use strict";
// tslab runs transpiled code and keeps no source map, so a stack counts other lines than the cell has. Both texts hold
// the same statements in the same order: align their lines by the words they share, like a diff.

/**
 * @param script what ran
 * @param line a line of it, from 1
 * @param source the cell
 * @returns the cell's line, from 1, and its text
 */
exports.locate = (script, line, source) => {
  const lines = source.split("\n");
  const partner = align(script.split("\n").map(words), lines.map(words));
  let at = Math.min(line, partner.length) - 1;
  while (at > 0 && partner[at] < 0) at--;
  const found = Math.max(partner[at] ?? 0, 0);
  return { line: found + 1, source: lines[found] };
};

/** What the transpiler adds: `(0, conv_1.conv2d)(x)`, `exports.y = …`. */
const added = /^(exports|require|void|0|default|__\w+|\w+_\d+)$/;

/** Identifiers, numbers and strings, without those that the transpiler adds. */
function words(text) {
  const all = text.match(/[A-Za-z_$][\w$]*|\d+(?:\.\d+)?|"[^"]*"|'[^']*'|`[^`]*`/g) ?? [];
  return new Set(all.map((word) => word.replaceAll("'", '"')).filter((word) => !added.test(word)));
}

/** How alike two lines are, 0 to 1 (Dice), squared: one good match is worth more than two poor ones. */
function likeness(a, b) {
  if (a.size + b.size === 0) return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  return ((2 * common) / (a.size + b.size)) ** 2;
}

/** For each line of a its partner in b or −1, in order, with the greatest total likeness. */
function align(a, b) {
  const best = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1));
  const like = a.map((x) => b.map((y) => likeness(x, y)));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], like[i][j] + best[i + 1][j + 1]);
  const partner = new Array(a.length).fill(-1);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (like[i][j] > 0 && best[i][j] === like[i][j] + best[i + 1][j + 1]) partner[i++] = j++;
    else if (best[i][j] === best[i + 1][j]) i++;
    else j++;
  }
  return partner;
}
