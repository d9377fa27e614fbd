import { reached } from "../speeds.js";
import type { Result } from "../table.js";
import { type Against, type Target, targetsFor } from "../targets.js";

/** Why targets are missed, and what was tried: by hand, shown while one of its targets is missed. */
interface Note {
  readonly about: string;
  /** Which targets it explains: all of these rows, of this pass, this number of threads, against these. */
  readonly rows: readonly string[];
  readonly pass?: Target["pass"];
  readonly threads?: number;
  readonly against?: readonly Against[];
  readonly text: string;
}

const notes: readonly Note[] = [];

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
    .map(({ about, text }) => `- **${about}**: ${text}`);
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
