import { join, resolve } from "node:path";
import { convDiagram } from "@convkit/plot";
import { OptionError } from "@convkit/tensor";
import { type Command, Option } from "commander";
import { catalogueNames, drawCatalogue } from "../figures/catalogue.js";
import { type Drawn, draw, type Format, formats } from "../figures/draw.js";
import { addHashes, checkFiles } from "../figures/hashes.js";
import {
  flag,
  kinds,
  names,
  parseSetting,
  type SettingOptions,
  settingName,
} from "../figures/parse-setting.js";
import { workspaceRoot } from "../files/workspace.js";
import { writeWhole } from "../files/write-whole.js";

type Options = SettingOptions & { out?: string; format?: string; check?: boolean };

/** Adds `convkit figures`: the catalogue's figures, or one of any parameters, as SVG, PNG, GIF and APNG. */
export function addFigures(program: Command): void {
  const command = program
    .command("figures")
    .description("draw the catalogue's figures, or a convolution of your own, as files")
    .argument(
      "[names...]",
      "figures of the catalogue (default: all), or conv, transposed, dilated with sizes",
    )
    .option("--out <dir>", "where to write (default: figures/ of the workspace; your own: build/figures/)")
    .option("--format <list>", `some of ${formats.join(",")} (default: all)`)
    .option("--check", "write nothing; fail if stored figures differ from what the packages draw")
    .addHelpText("after", examples);
  for (const name of names)
    command.addOption(new Option(`--${flag(name)} <value>`, descriptions[name] ?? ""));
  command.action(run);
}

const descriptions: Partial<Record<(typeof names)[number], string>> = {
  input: "size of the input: 7, or 7,9 for its axes",
  kernel: "size of the kernel",
  padding: "1, or 1,2, or begin:end 1:0,2:1, or same, valid",
  outputPadding: "transposed only",
  rank: "spatial axes, 1 to 3 (default: 2, or as many as a list has)",
};

const examples = `
Examples:
  $ convkit figures                                the catalogue, into figures/
  $ convkit figures deconv2 --format gif
  $ convkit figures transposed --input 3 --kernel 3 --stride 2 --padding 1 --output-padding 1
  $ convkit figures conv --input 7,9 --kernel 3 --padding 1:0,2:1`;

async function run(chosen: string[], options: Options): Promise<void> {
  const wanted = formatsOf(options.format);
  const [kind] = chosen;
  if (chosen.length === 1 && kind in kinds) {
    const figure = { draw: convDiagram, setting: parseSetting(kind, options) };
    const files = await draw(settingName(kind, options), figure, wanted);
    return write(resolve(options.out ?? join(workspaceRoot(), "build", "figures")), files);
  }
  const folder = resolve(options.out ?? join(workspaceRoot(), "figures"));
  refuseSizes(options);
  const problems: string[] = [];
  let drawn = 0;
  for (const name of catalogueNames(chosen)) {
    const files = await drawCatalogue(name, wanted);
    drawn += files.length;
    if (options.check) problems.push(...checkFiles(folder, files));
    else {
      write(folder, files);
      addHashes(folder, files);
    }
  }
  if (drawn === 0) refuseFormats(chosen, wanted);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else if (options.check) console.log("Figures are what the packages draw.");
}

function write(folder: string, files: readonly Drawn[]): void {
  for (const [file, content] of files) {
    writeWhole(join(folder, file), content);
    console.log(`${(Buffer.byteLength(content) / 1000).toFixed(1).padStart(6)} kB  ${join(folder, file)}`);
  }
}

function formatsOf(list: string | undefined): readonly Format[] {
  const wanted = list?.split(",") ?? formats;
  const unknown = wanted.find((format) => !formats.includes(format as Format));
  if (unknown === undefined) return wanted as Format[];
  throw new OptionError({
    operation: "convkit figures",
    argument: "--format",
    value: unknown,
    expected: `must be some of ${formats.join(",")}`,
  });
}

/** Asked only for what moves, of figures that do not. */
function refuseFormats(names: readonly string[], wanted: readonly Format[]): never {
  throw new OptionError({
    operation: `convkit figures ${names.join(" ")}`,
    argument: "--format",
    value: wanted.join(","),
    expected: "these figures have no steps",
    fix: "choose svg or png",
  });
}

/** Catalogue figures have their sizes; ignoring given ones would draw something else than was asked for. */
function refuseSizes(options: Options): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new OptionError({
    operation: "convkit figures",
    argument: `--${flag(given)}`,
    found: "is given",
    expected: "catalogue figures have their sizes",
    fix: `name a kind: ${Object.keys(kinds).join(", ")}`,
  });
}
