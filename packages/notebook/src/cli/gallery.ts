import { join, resolve } from "node:path";
import type { Command } from "commander";
import { findModules, workspaceRoot } from "../files/workspace.js";
import { buildGallery } from "../gallery/build.js";
import type { CommandHelp } from "../gallery/commands-page.js";

/** Adds `convkit gallery`: notebooks, figures, claims and the reference as a book of static pages. */
export function addGallery(program: Command): void {
  program
    .command("gallery")
    .description("write the notebooks, figures, claims and reference as web pages that need no network")
    .option("--out <dir>", "where to write them (default: build/gallery of the workspace)")
    .action(({ out }: { out?: string }) => gallery(program, out));
}

function gallery(program: Command, out: string | undefined): void {
  const root = workspaceRoot();
  const modules = findModules(root);
  const report = buildGallery(root, resolve(out ?? join(root, "build", "gallery")), {
    // What notebooks can import, and in ConvKit's own workspace what they need not.
    packages: [...(modules ? [join(modules, "@convkit")] : []), join(root, "packages")],
    commands: helpOf(program),
  });
  for (const problem of report.problems) console.error(`convkit gallery: ${problem}`);
  const size = (report.bytes / 1e6).toFixed(1);
  console.log(
    `${report.notebooks} notebooks, ${report.figures} figure files, ${report.names} names, ${size} MB: ${join(report.out, "index.html")}`,
  );
}

/** The help of every command, as wide as a page whatever the terminal. */
function helpOf(program: Command): CommandHelp[] {
  const leaves = (command: Command, prefix: string): [string, Command][] =>
    command.commands.flatMap((child) => {
      const name = `${prefix}${child.name()}`;
      return child.commands.length > 0 ? leaves(child, `${name} `) : [[name, child] as [string, Command]];
    });
  return leaves(program, "").map(([name, command]) => {
    let help = "";
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
      getOutHelpWidth: () => 80,
      getOutHasColors: () => false,
    });
    command.outputHelp();
    return { name, help };
  });
}
