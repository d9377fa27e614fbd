import { expect, test } from "vitest";
import type { CellMetadata, Notebook } from "../notebook-file/notebook.js";
import { type Claim, checkLedger, parseLedger } from "./ledger.js";

const claim = (id: string, status: Claim["status"] = "carried", notebook = "01-convolution"): Claim => ({
  id,
  section: 1,
  notebook,
  text: "The output is smaller.",
  status,
});

function notebooks(contents: Record<string, CellMetadata["convkit"][]>): Map<string, Notebook> {
  const entries = Object.entries(contents).map(([name, cells]): [string, Notebook] => [
    name,
    {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: cells.map((convkit) => ({ cell_type: "code", metadata: { convkit }, source: "1" })),
    },
  ]);
  return new Map(entries);
}

test("a ledger that agrees has no problems: carried, open, two cells for one claim, cells without", () => {
  const claims = [claim("conv.size"), claim("conv.cost"), claim("pool.max", "open", "02-pooling")];
  const found = notebooks({
    "01-convolution": [
      { claims: ["conv.size"], verdicts: { "conv.size": "conditional" } },
      undefined,
      { claims: ["conv.size", "conv.cost"] },
    ],
  });
  expect(checkLedger(claims, found)).toEqual([]);
});

test("every disagreement is one sentence", () => {
  const claims = [claim("a"), claim("b", "carried", "02-pooling"), claim("c", "open"), claim("d")];
  const found = notebooks({
    "01-convolution": [{ claims: ["b", "c"], verdicts: { b: "maybe", a: "true" } }],
    "02-pooling": [{ claims: ["e"] }],
  });
  expect(checkLedger(claims, found)).toEqual([
    '01-convolution has the verdict "maybe" on b; verdicts are true, conditional, depends, false',
    "01-convolution has a verdict on a in a cell that does not carry it",
    "02-pooling carries e, which is not in the ledger",
    "a is carried, yet no cell of 01-convolution carries it",
    "b is carried, yet no cell of 02-pooling carries it (01-convolution does)",
    'c is open, yet 01-convolution carries it; set its status to "carried"',
    "d is carried, yet no cell of 01-convolution carries it",
  ]);
});

test("a ledger is read, and refused with path and place of what is wrong", () => {
  const claims = [claim("a"), claim("b", "open")];
  expect(parseLedger(JSON.stringify({ claims }), "claims.json")).toEqual(claims);
  const refusal = (text: string) => {
    try {
      parseLedger(text, "claims.json");
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refusal("[]")).toBe(
    'readLedger: claims.json has no list of claims but must hold { "claims": [ … ] }',
  );
  expect(refusal(JSON.stringify({ claims: [claim("a"), { ...claim("b"), status: "done" }] }))).toBe(
    'readLedger: claims.json has "done" as status of claim 2 but a claim is { id, section: integer, notebook, text, status: "carried" | "open" }',
  );
  expect(refusal(JSON.stringify({ claims: [claim("a"), claim("a")] }))).toBe(
    "readLedger: claims.json has a twice but must list each claim once",
  );
  expect(refusal("{")).toMatch(
    /^readLedger: claims\.json is not JSON \(.+\) but must hold \{ "claims": \[ … \] \}$/,
  );
});
