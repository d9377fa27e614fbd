#!/usr/bin/env node
import { ConvKitError, OptionError } from "@convkit/tensor";
import { Command, CommanderError } from "commander";
import { addDoctor } from "./doctor.js";
import { addFigures } from "./figures.js";
import { addGallery } from "./gallery.js";
import { addKernel } from "./kernel.js";
import { addRun } from "./run.js";

const failed = 1;
const wrongUsage = 2;

const program = new Command("convkit")
  .description("Runs ConvKit's notebooks on the real tslab kernel, without Python.")
  .exitOverride();
for (const add of [addRun, addKernel, addFigures, addGallery, addDoctor]) add(program);

// Kernels end, and their temporary files go, in their "exit" handlers.
process.once("SIGHUP", () => process.exit(129));
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : wrongUsage;
  } else {
    console.error(error instanceof ConvKitError ? error.message : error);
    process.exitCode = error instanceof OptionError ? wrongUsage : failed;
  }
}
