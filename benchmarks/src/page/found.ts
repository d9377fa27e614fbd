import { reached } from "../speeds.js";
import type { Result } from "../table.js";
import { type Target, targetsFor } from "../targets.js";
import { type Note, notes } from "./notes.js";

/** A target with what was reached. */
export interface Found {
  readonly target: Target;
  readonly value: number;
  readonly met: boolean;
}

/** The targets whose rows were measured. */
export const foundIn = ({ rows, limit }: Result): Found[] =>
  targetsFor(limit).flatMap((target) => {
    const value = reached(target, rows, limit);
    return value === undefined ? [] : [{ target, value, met: value >= target.factor }];
  });

const explains = (note: Note, { rows, pass, threads, against }: Target): boolean =>
  rows.every((row) => note.rows.includes(row)) &&
  (note.pass ?? pass) === pass &&
  (note.threads ?? threads) === threads &&
  (note.against?.includes(against) ?? true);

/** Notes on what is missed, as lines of a list. */
export function notesOn(found: readonly Found[]): string[] {
  const missed = found.filter(({ met }) => !met);
  return notes
    .filter((note) => missed.some(({ target }) => explains(note, target)))
    .map(({ about, text }) => `- **${about}**: ${text.replace(/\s+/g, " ")}`);
}

/** Missed targets that no note explains. */
export const unexplained = (found: readonly Found[]): string[] =>
  found
    .filter(({ target, met }) => !met && !notes.some((note) => explains(note, target)))
    .map(({ target: { rows, pass, threads, factor, against }, value }) =>
      [rows.join(", "), pass, `${threads} thread(s)`, `${value.toFixed(2)} of ${factor} × ${against}`].join(
        "; ",
      ),
    );
