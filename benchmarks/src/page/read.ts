import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Choices } from "../choices/row.js";
import type { Pass } from "../peer.js";
import type { Row } from "../row.js";
import type { Result } from "../table.js";
import { inOrder } from "./looks.js";

/** What the page is drawn from. */
export interface Stored {
  readonly result: Result;
  readonly choices?: Choices;
}

/** The newest run of each kind in a folder; absent where there is none. */
export function newest(folder: string): Stored | undefined {
  const names = readdirSync(folder).sort().reverse();
  const read = (pattern: RegExp): any => {
    const name = names.find((one) => pattern.test(one));
    return name && JSON.parse(readFileSync(join(folder, name), "utf8"));
  };
  const result = read(/^\d{4}-\d\d-\d\d\.json$/);
  // Runs of the first versions told no limit.
  if (result?.limit === undefined) return undefined;
  return { result, choices: read(/^\d{4}-\d\d-\d\d-choices\.json$/) };
}

export const find = ({ rows }: Result, name: string, pass: Pass, threads: number): Row | undefined =>
  rows.find((row) => row.name === name && row.pass === pass && row.threads === threads);

/** Libraries that were measured anywhere, in the order of the pictures. */
export const librariesOf = ({ rows }: Result): string[] =>
  inOrder(
    rows.flatMap(({ cells }) =>
      Object.entries(cells).flatMap(([name, { speed }]) => (speed === undefined ? [] : [name])),
    ),
  );

/** Three digits, never a power of ten. */
export function digits(value?: number): string {
  if (value === undefined) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value >= 0.1 ? value.toPrecision(3) : value.toPrecision(1);
}

export const times = (value?: number): string => (value === undefined ? "–" : `${digits(value)} ×`);
