import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runChecks } from "./checks.js";
import { atLeast } from "./find.js";
import { brokenPart, jupyterFolders, typescriptKernels } from "./kernelspecs.js";
import { isComplete, report } from "./report.js";

test("the report says what is found, what is missing and what follows", () => {
  const checks = [
    { name: "Node", found: "24.9.0", needed: true, adds: "everything", get: "nodejs.org" },
    { name: "Jupyter", needed: false, adds: "editing", get: "pipx install jupyterlab" },
  ];
  expect(report(checks)).toMatchInlineSnapshot(`
    "✓ Node     24.9.0
    – Jupyter  optional: editing
               get it: pipx install jupyterlab

    Notebooks can run."
  `);
  expect(isComplete(checks)).toBe(true);
  const without = [{ ...checks[0], found: undefined }];
  expect(isComplete(without)).toBe(false);
  expect(report(without)).toMatch(
    /^– Node {2}needed: everything\n.*\n\nNotebooks cannot run: Node missing\.$/,
  );
});

test("this workspace has what it needs", async () => {
  const checks = await runChecks();
  expect(isComplete(checks)).toBe(true);
  expect(checks.find(({ name }) => name === "TypeScript of tslab")?.found).toMatch(/^5\.0/);
});

test("versions compare as numbers", () => {
  expect([atLeast("20.19.0", "20.19.0"), atLeast("24.9.0", "20.19.0"), atLeast("20.9.1", "20.19.0")]).toEqual(
    [true, true, false],
  );
});

describe("kernels", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "doctor-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const install = (root: string, name: string, spec: object): void => {
    mkdirSync(join(folder, root, "kernels", name), { recursive: true });
    writeFileSync(join(folder, root, "kernels", name, "kernel.json"), JSON.stringify(spec));
  };

  test("the first folder wins, other languages are left out, gone paths are named", () => {
    install("user", "tslab", { language: "typescript", argv: [process.execPath, join(folder, "gone.cjs")] });
    install("user", "python3", { language: "python", argv: ["python"] });
    install("system", "tslab", { language: "typescript", argv: ["tslab"] });
    const found = typescriptKernels([join(folder, "user"), join(folder, "none"), join(folder, "system")]);
    expect(found.map(({ name, folder }) => [name, folder])).toEqual([
      ["tslab", join(folder, "user", "kernels", "tslab")],
    ]);
    expect(brokenPart(found[0])).toBe(join(folder, "gone.cjs"));
  });

  test("Jupyter's folders", () => {
    expect(jupyterFolders({ JUPYTER_PATH: "/a", JUPYTER_DATA_DIR: "/b" }, "linux")).toEqual([
      "/a",
      "/b",
      "/usr/local/share/jupyter",
      "/usr/share/jupyter",
    ]);
    expect(jupyterFolders({ XDG_DATA_HOME: "/x" }, "linux")[0]).toBe(join("/x", "jupyter"));
    expect(jupyterFolders({}, "darwin")[0]).toMatch(/Library.Jupyter$/);
  });
});
