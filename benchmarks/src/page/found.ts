import { reached } from "../speeds.js";
import type { Result } from "../table.js";
import { startupTarget, type Target, targetsFor } from "../targets.js";
import { type Note, notes, startupNote } from "./notes.js";

/** A target with what was reached. */
export interface Found {
  readonly target: Target;
  readonly value: number;
  readonly met: boolean;
}

/** The targets of speed whose rows were measured. */
export const foundIn = ({ rows, limit }: Result): Found[] =>
  targetsFor(limit).flatMap((target) => {
    const value = reached(target, rows, limit);
    return value === undefined ? [] : [{ target, value, met: value >= target.factor }];
  });

/** A start-up time in milliseconds. */
export interface Start {
  readonly name: string;
  readonly value: number;
  readonly met: boolean;
}

export const startsIn = ({ loading }: Result): Start[] =>
  loading
    .filter(({ name }) => name.startsWith("ConvKit"))
    .map(({ name, startup }) => ({ name, value: startup, met: startup <= startupTarget }));

const explains = (note: Note, { rows, pass, threads, against }: Target): boolean =>
  rows.every((row) => note.rows.includes(row)) &&
  (note.pass ?? pass) === pass &&
  (note.threads ?? threads) === threads &&
  (note.against?.includes(against) ?? true);

/** Notes on what is missed, as lines of a list. */
export function notesOn(result: Result): string[] {
  const missed = foundIn(result).filter(({ met }) => !met);
  const slow = startsIn(result).some(({ met }) => !met);
  return [
    ...notes.filter((note) => missed.some(({ target }) => explains(note, target))),
    ...(slow ? [startupNote] : []),
  ].map(({ about, text }) => `- **${about}**: ${text.replace(/\s+/g, " ")}`);
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
