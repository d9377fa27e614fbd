import { join, resolve } from "node:path";
import type { Command } from "commander";
import { workspaceRoot } from "../files/workspace.js";
import { buildGallery } from "../gallery/build.js";

/** Adds `convkit gallery`: notebooks, figures and claims as static pages. */
export function addGallery(program: Command): void {
  program
    .command("gallery")
    .description("write the notebooks, figures and claims as web pages that need no network and no script")
    .option("--out <dir>", "where to write them (default: build/gallery of the workspace)")
    .action(gallery);
}

function gallery({ out }: { out?: string }): void {
  const root = workspaceRoot();
  const report = buildGallery(root, resolve(out ?? join(root, "build", "gallery")));
  for (const problem of report.problems) console.error(`convkit gallery: ${problem}`);
  const size = (report.bytes / 1e6).toFixed(1);
  console.log(
    `${report.notebooks} notebooks, ${report.figures} figure files, ${size} MB: ${join(report.out, "index.html")}`,
  );
}
