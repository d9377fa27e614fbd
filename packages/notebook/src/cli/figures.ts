import { join, resolve } from "node:path";
import { OptionError } from "@convkit/tensor";
import { type Command, Option } from "commander";
import { catalogue, drawEntry } from "../figures/catalogue.js";
import { type Drawn, draw, type Format, formats } from "../figures/draw.js";
import { checkFiles, checkOthers, hashList, readHashes } from "../figures/hashes.js";
import { indexPage, type Shown } from "../figures/index-page.js";
import {
  flag,
  kinds,
  looks,
  names,
  parseSource,
  type SettingOptions,
  sourceName,
  switches,
} from "../figures/parse-setting.js";
import { workspaceRoot } from "../files/workspace.js";
import { writeWhole } from "../files/write-whole.js";

type Options = SettingOptions & { out?: string; format?: string; check?: boolean };

/** Adds `convkit figures`: the catalogue's figures and their index, or one of any parameters. */
export function addFigures(program: Command): void {
  const command = program
    .command("figures")
    .description("draw the catalogue's figures, or one of your own numbers, as files")
    .argument("[names...]", `figures of the catalogue (default: all), or ${Object.keys(kinds).join(", ")}`)
    .option("--out <dir>", "where to write (default: figures/ of the workspace; your own: build/figures/)")
    .option(
      "--format <list>",
      `some of ${formats.join(",")} (default: those that are stored; your own: all that it has)`,
    )
    .option("--check", "write nothing; fail if stored figures differ from what the packages draw")
    .addHelpText("after", examples);
  for (const name of [...names, ...looks]) {
    const value = switches.includes(name) ? "[true|false]" : "<value>";
    command.addOption(new Option(`--${flag(name)} ${value}`, descriptions[name] ?? ""));
  }
  command.action(run);
}

const descriptions: Partial<Record<keyof SettingOptions, string>> = {
  input: "size: 7, or 7,9 for its axes; of a module channels,height,width",
  kernel: "size of the kernel or window",
  padding: "1, or 1,2, or begin:end 1:0,2:1, or same, valid",
  outputPadding: "transposed only",
  outputSize: "transposed only, instead of --output-padding",
  channels: "of a pooling",
  rank: "spatial axes, 1 to 3 (default: 2, or as many as a list has)",
  transposed: "the matrix of a transposed convolution",
  locallyConnected: "a matrix with weights of its own at each position",
  ceilMode: "pooling: round the size up",
  countIncludePad: "average pooling: padding counts (default: true)",
  divisor: "average pooling: what sums are divided by",
  ties: "max pooling: first, shared, all",
  variant: "of a module: extreme, bottleneck, …",
  multiplier: "kernels for each channel, depthwise",
  segments: "of --variant reformulated",
  layers: "of a stack",
  view: "gradient, gather, scatter, kept; of a matrix im2col, stuffing",
  layout: "flat, tilted",
  theme: "light, dark, auto, print (default: auto; images: light)",
  cell: "im2col: the input cell whose copies are outlined",
  steps: "first:last frame, from 0",
};

const examples = `
Examples:
  $ convkit figures                                the catalogue and its index, into figures/
  $ convkit figures deconv2 --format gif
  $ convkit figures transposed --input 3 --kernel 3 --stride 2 --padding 1 --output-padding 1
  $ convkit figures conv --input 7,9 --kernel 3 --padding 1:0,2:1 --view gradient
  $ convkit figures conv --input 20 --kernel 3 --steps 0:3 --format sheet,gif
  $ convkit figures pool average --input 6 --kernel 2 --theme print
  $ convkit figures matrix --input 4 --kernel 3 --locally-connected
  $ convkit figures matrix --input 5 --kernel 3 --view im2col --cell 2,2
  $ convkit figures module Inception --variant extreme --input 6,8,8`;

async function run(given: string[], options: Options): Promise<void> {
  const wanted = formatsOf(options.format);
  if (given[0] in kinds) {
    const files = await draw(sourceName(given, options), parseSource(given, options), wanted);
    if (files.length === 0) refuseFormats(given, options.format);
    return write(resolve(options.out ?? join(workspaceRoot(), "build", "figures")), files);
  }
  refuseSizes(options);
  const folder = resolve(options.out ?? join(workspaceRoot(), "figures"));
  const shown = await drawAll(given, wanted);
  const files = shown.flatMap((one) => one.files);
  if (files.length === 0) refuseFormats(given, options.format);
  // Only the whole catalogue has an index, and a list without others.
  const whole = given.length === 0 && wanted === undefined;
  if (whole) files.push(indexPage(shown));
  if (options.check) {
    const problems = [...checkFiles(folder, files), ...(whole ? checkOthers(folder, files) : [])];
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
    else console.log("Figures are what the packages draw.");
    return;
  }
  write(folder, files);
  const [list, hashes] = hashList(files, whole ? {} : readHashes(folder));
  writeWhole(join(folder, list), hashes);
}

/** Everything is drawn before anything is written. */
async function drawAll(names: readonly string[], wanted?: readonly Format[]): Promise<Shown[]> {
  const entries = catalogue(names);
  const { stderr } = process;
  const shown: Shown[] = [];
  for (const [i, entry] of entries.entries()) {
    if (stderr.isTTY) stderr.write(`\r\x1b[Kdrawing ${i + 1} of ${entries.length}: ${entry.name}`);
    shown.push({ entry, files: await drawEntry(entry, wanted) });
  }
  if (stderr.isTTY) stderr.write("\r\x1b[K");
  return shown;
}

function write(folder: string, files: readonly Drawn[]): void {
  for (const [file, content] of files) {
    writeWhole(join(folder, file), content);
    console.log(`${(Buffer.byteLength(content) / 1000).toFixed(1).padStart(6)} kB  ${join(folder, file)}`);
  }
}

function formatsOf(list: string | undefined): readonly Format[] | undefined {
  const wanted = list?.split(",");
  const unknown = wanted?.find((format) => !formats.includes(format as Format));
  if (unknown === undefined) return wanted as Format[] | undefined;
  throw new OptionError({
    operation: "convkit figures",
    argument: "--format",
    value: unknown,
    expected: `must be some of ${formats.join(",")}`,
  });
}

/** Asked only for forms that these figures have not. */
function refuseFormats(given: readonly string[], list: string | undefined): never {
  throw new OptionError({
    operation: `convkit figures ${given.join(" ")}`,
    argument: "--format",
    value: list,
    expected: "these figures have no such form",
    fix: "choose svg; what moves has steps, and plotly is a chart",
  });
}

/** Catalogue figures have their sizes; ignoring given ones would draw something else than was asked for. */
function refuseSizes(options: Options): void {
  const given = [...names, ...looks].find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new OptionError({
    operation: "convkit figures",
    argument: `--${flag(given)}`,
    found: "is given",
    expected: "catalogue figures have their numbers",
    fix: `name a kind: ${Object.keys(kinds).join(", ")}`,
  });
}
