import { readFileSync } from "node:fs";
import { FormatError } from "@convkit/tensor";
import type { Notebook } from "../notebook-file/notebook.js";

/** One claim of the notes. The ledger, `claims.json`, lists them all: `{ "claims": [Claim, …] }`. */
export interface Claim {
  /** Unique, e.g. `conv.size`. */
  id: string;
  /** The section of the notes that makes the claim. */
  section: number;
  /** The notebook that demonstrates it, without `.ipynb`. */
  notebook: string;
  /** The claim in words. */
  text: string;
  /** Whether a cell demonstrates it already. */
  status: "carried" | "open";
}

export const verdicts = ["true", "conditional", "depends", "false"] as const;

const fields: { [Field in keyof Claim]: (value: unknown) => boolean } = {
  id: (value) => typeof value === "string" && value !== "",
  section: (value) => Number.isInteger(value),
  notebook: (value) => typeof value === "string" && value !== "",
  text: (value) => typeof value === "string" && value !== "",
  status: (value) => value === "carried" || value === "open",
};

/**
 * Reads a ledger.
 * @throws FormatError if the file is not JSON, a field is missing or wrong, or an id stands twice
 */
export function readLedger(path: string): Claim[] {
  return parseLedger(readFileSync(path, "utf8"), path);
}

/** Reads the text of a ledger; `path` is for messages. */
export function parseLedger(text: string, path: string): Claim[] {
  const refuse = (found: string, expected: string): never => {
    throw new FormatError({ operation: "readLedger", argument: path, found, expected });
  };
  let claims: Claim[];
  try {
    claims = JSON.parse(text).claims;
  } catch (error) {
    return refuse(`is not JSON (${(error as Error).message})`, 'must hold { "claims": [ … ] }');
  }
  if (!Array.isArray(claims)) return refuse("has no list of claims", 'must hold { "claims": [ … ] }');
  const seen = new Set<string>();
  for (const [index, claim] of claims.entries()) {
    for (const [field, valid] of Object.entries(fields)) {
      const value = claim?.[field as keyof Claim];
      if (!valid(value)) refuse(`has ${JSON.stringify(value)} as ${field} of claim ${index + 1}`, shape);
    }
    if (seen.has(claim.id)) refuse(`has ${claim.id} twice`, "must list each claim once");
    seen.add(claim.id);
  }
  return claims;
}

const shape = 'a claim is { id, section: integer, notebook, text, status: "carried" | "open" }';

/**
 * Whether ledger and notebooks agree: every claim is carried by a cell of its notebook unless it is open, and every
 * claim that a cell carries is in the ledger.
 * @param notebooks name without `.ipynb` → notebook
 * @returns what is wrong, one sentence each; empty if they agree
 */
export function checkLedger(claims: readonly Claim[], notebooks: ReadonlyMap<string, Notebook>): string[] {
  const ledger = new Map(claims.map((claim) => [claim.id, claim]));
  const carriedBy = new Map<string, Set<string>>();
  const problems: string[] = [];
  for (const [name, { cells }] of notebooks) {
    for (const { metadata } of cells) {
      const ids = metadata.convkit?.claims ?? [];
      for (const id of ids) {
        carriedBy.set(id, (carriedBy.get(id) ?? new Set()).add(name));
        if (!ledger.has(id)) problems.push(`${name} carries ${id}, which is not in the ledger`);
      }
      for (const [id, verdict] of Object.entries(metadata.convkit?.verdicts ?? {})) {
        if (!ids.includes(id))
          problems.push(`${name} has a verdict on ${id} in a cell that does not carry it`);
        if (!verdicts.some((known) => known === verdict)) {
          problems.push(`${name} has the verdict "${verdict}" on ${id}; verdicts are ${verdicts.join(", ")}`);
        }
      }
    }
  }
  for (const { id, notebook, status } of claims) {
    const carriers = carriedBy.get(id);
    if (status === "open" && carriers) {
      problems.push(`${id} is open, yet ${[...carriers].join(", ")} carries it; set its status to "carried"`);
    }
    if (status === "carried" && !carriers?.has(notebook)) {
      const elsewhere = carriers ? ` (${[...carriers].join(", ")} does)` : "";
      problems.push(`${id} is carried, yet no cell of ${notebook} carries it${elsewhere}`);
    }
  }
  return problems;
}
