import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Notebook } from "./notebook.js";
import { parseNotebook, readNotebook } from "./read.js";
import { formatNotebook, writeNotebook } from "./write.js";

const folder = mkdtempSync(join(tmpdir(), "convkit-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const notebook: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "tslab", language: "typescript", display_name: "TypeScript" }, empty: {} },
  cells: [
    { cell_type: "markdown", id: "intro", metadata: {}, source: "# Titel\n\nGröße 𝑥" },
    {
      cell_type: "code",
      id: "size",
      metadata: { convkit: { verdicts: { "conv.size": "true" }, claims: ["conv.size"] }, tags: [] },
      execution_count: 1,
      source: "1 + 1\r\n2",
      outputs: [
        { output_type: "stream", name: "stdout", text: "2\n\n" },
        {
          output_type: "display_data",
          metadata: {},
          data: {
            "text/plain": "a\nb",
            "image/svg+xml": "<svg>\n</svg>",
            "image/png": "iVBO\nRw0=",
            "application/json": { b: [1, null], "10": 1, "9": 2, "😀": 0, "\uffee": 1 },
          },
        },
      ],
    },
    { cell_type: "code", id: "blank", metadata: {}, execution_count: null, source: "", outputs: [] },
  ],
};

// What Python's nbformat 5 writes for this notebook.
const written = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "intro",
   "metadata": {},
   "source": [
    "# Titel\\n",
    "\\n",
    "Größe 𝑥"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "size",
   "metadata": {
    "convkit": {
     "claims": [
      "conv.size"
     ],
     "verdicts": {
      "conv.size": "true"
     }
    },
    "tags": []
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "2\\n",
      "\\n"
     ]
    },
    {
     "data": {
      "application/json": {
       "10": 1,
       "9": 2,
       "b": [
        1,
        null
       ],
       "\uffee": 1,
       "😀": 0
      },
      "image/png": "iVBO\\nRw0=",
      "image/svg+xml": [
       "<svg>\\n",
       "</svg>"
      ],
      "text/plain": [
       "a\\n",
       "b"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": [
    "1 + 1\\r\\n",
    "2"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "blank",
   "metadata": {},
   "outputs": [],
   "source": []
  }
 ],
 "metadata": {
  "empty": {},
  "kernelspec": {
   "display_name": "TypeScript",
   "language": "typescript",
   "name": "tslab"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

test("a notebook is written as nbformat writes it", () => {
  expect(formatNotebook(notebook)).toBe(written);
});

test("reading and writing again changes no byte", () => {
  expect(parseNotebook(written, "a.ipynb")).toEqual(notebook);
  expect(formatNotebook(parseNotebook(written, "a.ipynb"))).toBe(written);
});

test("writing leaves the file and nothing else, and makes its folder", () => {
  const path = join(folder, "new", "a.ipynb");
  writeNotebook(path, notebook);
  writeNotebook(path, notebook);
  expect(readFileSync(path, "utf8")).toBe(written);
  expect(readdirSync(join(folder, "new"))).toEqual(["a.ipynb"]);
  expect(readNotebook(path)).toEqual(notebook);
});

test("what is no notebook of nbformat 4 is refused with its path", () => {
  expect(() => parseNotebook('{"nbformat": 3, "worksheets": []}', "old.ipynb")).toThrow(
    "readNotebook: old.ipynb has nbformat 3 but must be a notebook of nbformat 4; open and save it in Jupyter",
  );
  expect(() => parseNotebook("<html>", "page.ipynb")).toThrow(
    /^readNotebook: page\.ipynb is not JSON \(.+\) but must be a notebook of nbformat 4$/,
  );
});
