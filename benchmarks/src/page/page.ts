import { type ChoiceRow, type Choices, type MapName, missed, unitOf } from "../choices/row.js";
import type { Result } from "../table.js";
import { startupTarget } from "../targets.js";
import { foundIn, notesOn, startsIn, unexplained } from "./found.js";
import { choicesPicture } from "./pictures/choices.js";
import { layersPicture } from "./pictures/layers.js";
import { loadingPicture } from "./pictures/loading.js";
import { networksPicture } from "./pictures/networks.js";
import { threadsPicture } from "./pictures/threads.js";
import { digits, type Stored } from "./read.js";
import { choiceTable, errorTable, folded, speedTable, targetTable } from "./tables.js";

/** The page and its pictures, by their paths below docs. */
export interface Page {
  readonly files: ReadonlyMap<string, string>;
  /** Missed targets that nobody has explained. */
  readonly unexplained: readonly string[];
}

/** docs/performance.md from stored runs. Pure: the same runs give the same bytes. */
export function pageOf({ result, choices }: Stored): Page {
  const files = new Map<string, string>();
  const image = (name: string, says: string, svg: string | undefined): string => {
    if (svg === undefined) return "";
    files.set(`performance/${name}.svg`, svg);
    return `![${says}](performance/${name}.svg)`;
  };
  const layers = image("layers", "GFLOP/s of every layer by every library", layersPicture(result));
  const networks = image("networks", "Milliseconds an image by every library", networksPicture(result));
  const threads = image(
    "threads",
    "Speed of two threads over one, by layer and library",
    threadsPicture(result),
  );
  const loading = image("loading", "Start-up, memory and size of every library", loadingPicture(result));
  const found = foundIn(result);
  const starts = startsIn(result);
  const notes = notesOn(result).join("\n");
  const sections = [
    "# Performance",
    "<!-- Written by `npm run bench -- --page` from benchmarks/results; the texts are in benchmarks/src/page. -->",
    layers,
    ...[layersText(result), machineText(result)],
    ...(networks ? ["## Whole networks", networks, networksText] : []),
    ...(threads ? ["## Threads", threads, threadsText] : []),
    ...(loading ? ["## Start-up, memory, size", loading, loadingText] : []),
    ...(choices ? choiceSections(choices, image) : []),
    ...["## Targets", targetsText([...found, ...starts]), targetTable(found, starts)],
    ...(notes ? ["### What binds those that are missed", notes] : []),
    ...["## All numbers", errorText, errorTable(result), ...speedTables(result)],
  ];
  files.set("performance.md", `${sections.filter((text) => text !== "").join("\n\n")}\n`);
  return { files, unexplained: unexplained(found) };
}

const speedTables = (result: Result): string[] =>
  (["forward", "backward"] as const).flatMap((pass) =>
    [...new Set(result.rows.map(({ threads }) => threads))].map((threads) =>
      speedTable(result, pass, threads),
    ),
  );

function choiceSections(
  choices: Choices,
  image: (name: string, says: string, svg: string) => string,
): string[] {
  const forward = rowsOf(choices, "output");
  const tables = [
    ["Forward, as a layer of a compiled network", forward, "resident"],
    ["Forward, as a call on arrays", forward, "eager"],
    ["The input's gradient, compiled", rowsOf(choices, "inputGrad"), "resident"],
    ["The weight's gradient, compiled", rowsOf(choices, "weightGrad"), "resident"],
  ] as const;
  return [
    "## Which algorithm",
    choicesText(choices),
    image(
      "choices",
      "GFLOP/s of every algorithm for every convolution of both networks",
      choicesPicture(forward),
    ),
    ...tables
      .filter(([, rows]) => rows.length > 0)
      .map(([title, rows, way]) => folded(`${title}: GFLOP/s, the choice in bold`, choiceTable(rows, way))),
  ];
}

const rowsOf = ({ rows }: Choices, map: MapName): ChoiceRow[] => rows.filter((row) => row.map === map);

/** Lines of at most 120 characters. */
function paragraph(text: string): string {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= 120) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("\n");
}

function layersText({ limit: { fused, separate } }: Result): string {
  const apart = fused ? `; ${digits(separate)} where products and sums are not fused` : "";
  return paragraph(`Convolutions of one sample in float32, one thread; further right is faster. The dashed line is what
    multiply-adds on registers alone reach in WebAssembly here (${digits(fused ?? separate)} GFLOP/s${apart}): who is beyond it
    saves multiplications. *Resident* is a layer inside a network of \`compile\`: data in its memory, weights prepared.
    *Compiled* adds copies of the input in and the result out; *eager* is a call on ordinary arrays, with all copies and
    preparation. *× best* divides ConvKit by the fastest portable library of the row. ONNX Runtime native is machine
    code, shown for scale. Besides ConvKit only jax-js and TensorFlow.js in plain JavaScript compute both gradients.`);
}

function machineText({ date, quick, machine: { cpu, cores, memoryGiB, system, node } }: Result): string {
  return paragraph(`${quick ? "A quick run" : "One run"} of ${date}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node
    ${node}. Figures do not travel between machines; ratios of one run do, roughly.
    [How it is measured, and how to repeat it](../benchmarks/README.md).`);
}

const networksText =
  paragraph(`Random weights, float32, one image, every result compared with float64. All read one
  description of the network; batch normalisation is folded beforehand for those that expect it of a converter.`);

const threadsText = paragraph(`Results have the same bits for any number of threads. The others of the list
  above have threads in browsers only, or none.`);

const loadingText =
  paragraph(`Over an empty process: the time until a first convolution, 3×3 64→64 @56², is done (target for
  ConvKit: ${startupTarget} ms), and the memory after many steps of it, with both gradients where the library has them. Sizes are
  bundled, minified and compressed, WebAssembly included.`);

function choicesText({ rows }: Choices): string {
  const wrong = rows.filter((row) => missed(row, "resident")).length;
  const nanoseconds = digits(1e6 * (unitOf(rows, "resident") ?? Number.NaN));
  return paragraph(`\`plan(conv2d, …)\` says which algorithm would be taken, with its predicted time, and the same for each
    alternative or the reason against it; the option \`algorithm\` forces one or forbids some. A compiled network tells it
    layer by layer in its \`plan\`; its weights are prepared, so another algorithm may win than for a call. Below: every
    distinct convolution of both networks by every algorithm that can do it, forced, one thread; rings are what the plan
    chose. Of ${rows.length} choices in compiled networks, forward and for both gradients, ${wrong === 0 ? "none is" : wrong === 1 ? "1 is" : `${wrong} are`} more
    than 5 % slower than the fastest. Predictions count multiply-adds of the definition's loop, ${nanoseconds} ns each here.`);
}

const targetsText = (found: readonly { met: boolean }[]): string =>
  paragraph(`${found.filter(({ met }) => met).length} of ${found.length} are met, in bold: ratios to the best portable library of
    the row, to the limit of registers, to one library, to the forward pass of the same row, or to one thread.`);

const errorText =
  paragraph(`Largest error against float64, as a share of the row's largest value, over all rows. A library
  that differs by more than 10⁻³ computes something else, and is not compared.`);
