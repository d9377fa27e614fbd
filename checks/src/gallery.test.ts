import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { packages, packed } from "./packed.js";

// Style sheets, scripts and fonts come from the packages as installed, and so does what the reference is made of.
test("the convkit command writes a gallery in a project of its own", () => {
  const { project } = packed();
  const root = mkdtempSync(join(tmpdir(), "convkit-gallery-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "notebooks"));
  const cells = [{ cell_type: "markdown", id: "a", metadata: {}, source: "# One" }];
  writeFileSync(
    join(root, "notebooks/one.ipynb"),
    JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
  );

  const command = join(project, "node_modules/@convkit/notebook/bin/convkit.js");
  const { stderr, status } = spawnSync(process.execPath, [command, "gallery"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const pages = readdirSync(join(root, "build/gallery"));
  expect(pages).toEqual(expect.arrayContaining(["one.html", "style.css", "gallery.js", "theme.js"]));
  expect(pages.filter((page) => page.startsWith("api-"))).toEqual(packages.map((name) => `api-${name}.html`));
  expect(readFileSync(join(root, "build/gallery/api-conv.html"), "utf8")).toContain('id="conv2d"');
});
