import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { findModules } from "../files/workspace.js";
import { kernelFolder } from "../kernelspec/data-folder.js";
import { installKernelspec, kernelspec, uninstallKernelspec } from "../kernelspec/kernelspec.js";

interface Options {
  name: string;
  prefix?: string;
  force?: boolean;
}

/** Adds `convkit kernel install` and `convkit kernel uninstall`. */
export function addKernel(program: Command): void {
  const kernel = program
    .command("kernel")
    .description("make the tslab kernel known to Jupyter, or forgotten; needs no Python");
  place(kernel.command("install"))
    .description("install a kernelspec with which notebooks in any folder find this project's packages")
    .option("--force", "replace a kernelspec that was not installed by convkit")
    .addHelpText("after", installExamples)
    .action(install);
  place(kernel.command("uninstall"))
    .description("remove the kernelspec")
    .option("--force", "remove a kernelspec that was not installed by convkit")
    .addHelpText("after", uninstallExamples)
    .action(uninstall);
  kernel.addHelpText("after", installExamples);
}

const installExamples = `
Examples:
  $ convkit kernel install                   for this user, under the name that the notebooks carry
  $ convkit kernel install --name convkit    beside a tslab that is installed already
  $ convkit kernel install --prefix .venv    for the Jupyter of a Python environment`;

const uninstallExamples = `
Examples:
  $ convkit kernel uninstall
  $ convkit kernel uninstall --name convkit --prefix .venv`;

/** The options that say which kernelspec is meant. */
function place(command: Command): Command {
  return command
    .option("--name <name>", "the kernelspec's name", kernelName, "tslab")
    .option("--user", "for this user (the default)")
    .addOption(new Option("--prefix <dir>", "under <dir>/share/jupyter/kernels").conflicts("user"));
}

function install({ name, prefix, force }: Options): void {
  const spec = kernelspec(name, findModules());
  const path = installKernelspec(kernelFolder(name, prefix && resolve(prefix)), spec, force);
  console.log(`installed ${path}\nIn Jupyter choose the kernel "${spec.display_name}".`);
}

function uninstall({ name, prefix, force }: Options): void {
  const folder = kernelFolder(name, prefix && resolve(prefix));
  uninstallKernelspec(folder, force);
  console.log(`removed ${folder}`);
}

function kernelName(text: string): string {
  if (/^[\w.-]+$/.test(text) && !/^\.+$/.test(text)) return text;
  throw new InvalidArgumentError("Expected letters, digits, '.', '_' and '-'.");
}
