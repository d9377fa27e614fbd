import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packed } from "./packed.js";

// The launcher, the kernel and the packages' types, all found outside the workspace.
test("the convkit command runs a notebook in a project of its own", () => {
  const { project } = packed();
  const cell = [
    'import { conv2d } from "@convkit/conv";',
    'import { ones } from "@convkit/tensor";',
    'import { show } from "@convkit/notebook/display";',
    "const y = conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2]));",
    "const size: readonly number[] = y.shape;",
    "show(size.length);",
  ].join("\n");
  mkdirSync(join(project, "notebooks"));
  writeFileSync(join(project, "notebooks/one.ipynb"), notebook(cell));
  writeFileSync(join(project, "notebooks/two.ipynb"), notebook(cell.replace("readonly number[]", "string")));

  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(project, "node_modules/@convkit/notebook/bin/convkit.js"), "run"],
    { cwd: project, encoding: "utf8" },
  );
  expect(stdout.replace(/[\d.]+ s$/gm, "… s")).toBe(
    "ok     notebooks/one.ipynb  1 cell  … s\nfailed notebooks/two.ipynb  1 cell  … s\n",
  );
  expect(stderr).toContain("Type 'readonly number[]' is not assignable to type 'string'.");
  expect(status).toBe(1);
});

function notebook(source: string): string {
  const cell = { cell_type: "code", id: "a", execution_count: null, metadata: {}, outputs: [], source };
  const metadata = {
    kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
    language_info: { name: "typescript" },
  };
  return JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 });
}
