import type { Command } from "commander";
import { runChecks } from "../doctor/checks.js";
import { isComplete, report } from "../doctor/report.js";

/** Adds `convkit doctor`: what is present, and what each missing piece would add. */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say what is present, what each missing piece would add, and how to get it")
    .action(async () => {
      const checks = await runChecks();
      console.log(report(checks));
      if (!isComplete(checks)) process.exitCode = 1;
    });
}
