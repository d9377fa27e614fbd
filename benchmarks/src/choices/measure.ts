import { type Choice, planAt } from "@convkit/tensor";
import { type Effort, fastest, timed } from "../measure.js";
import type { Ready } from "../peer.js";
import type { NetworkLayer } from "./layers.js";
import { type Problem, problemsOf } from "./problems.js";
import { Residence } from "./resident.js";
import type { Candidate, ChoiceRow, Way } from "./row.js";

const residence = new Residence();

/** Every algorithm that supports the problem, as a call and as a program, by "way algorithm". */
function runsOf({ operation, params, inputs, outputs, data, fusion }: Problem): Map<string, Ready> {
  const runs = new Map<string, Ready>();
  const size = outputs[0].shape.reduce((a, b) => a * b, 1);
  residence.clear();
  for (const implementation of operation.fast!) {
    const { name: algorithm } = implementation;
    if (implementation.supports(params, inputs) !== true) continue;
    let last = new Float32Array(0);
    runs.set(`eager ${algorithm}`, {
      run() {
        last = new Float32Array(size);
        implementation.run(params, data, [last]);
      },
      result: () => last,
    });
    const made = implementation.program?.(params, inputs, outputs, fusion);
    if (made) runs.set(`resident ${algorithm}`, residence.place(made.program, data));
  }
  return runs;
}

/** Measures all algorithms for each map of a layer. @throws Error where two of them differ: one computes something else */
export async function measure(layer: NetworkLayer, effort: Effort): Promise<readonly ChoiceRow[]> {
  const rows: ChoiceRow[] = [];
  for (const problem of problemsOf(layer)) rows.push(await rowOf(layer, problem, effort));
  return rows;
}

async function rowOf(
  { name, uses, macs }: NetworkLayer,
  problem: Problem,
  effort: Effort,
): Promise<ChoiceRow> {
  const { map, operation, fusion, ...situation } = problem;
  const times = await timesOf(`${name} ${map}`, problem, effort);
  const plans: Record<Way, Choice> = {
    resident: planAt(operation, { ...situation, fusion }),
    eager: planAt(operation, situation),
  };
  const candidates = operation.fast!.map(({ name: algorithm }): Candidate => {
    const said = (way: Way) =>
      [plans[way], ...plans[way].alternatives].find((one) => one.algorithm === algorithm);
    return {
      algorithm,
      against: times.has(`eager ${algorithm}`) ? undefined : said("eager")?.reason,
      predicted: { resident: said("resident")?.predicted, eager: said("eager")?.predicted },
      time: { resident: times.get(`resident ${algorithm}`), eager: times.get(`eager ${algorithm}`) },
    };
  });
  const chosen = { resident: plans.resident.algorithm, eager: plans.eager.algorithm };
  return { name, map, uses, macs, chosen, candidates };
}

/** An algorithm this many times slower than the fastest is measured roughly. */
const hopeless = 8;

/** Milliseconds, by "way algorithm". */
async function timesOf(name: string, problem: Problem, effort: Effort): Promise<Map<string, number>> {
  const all = new Map<string, { ready: Ready; first: number }>();
  const results = new Map<string, Float32Array>();
  for (const [key, ready] of runsOf(problem)) {
    await ready.run(); // may compile
    all.set(key, { ready, first: await timed(() => ready.run()) });
    results.set(key, await ready.result());
  }
  check(name, results, problem.fusion.clamp);
  const rough = await fastest(all, { rounds: 1, budget: effort.budget });
  const least = Math.min(...rough.values());
  const close = [...rough].filter(([, time]) => time < hopeless * least);
  const again = new Map(close.map(([key, first]) => [key, { ready: all.get(key)!.ready, first }]));
  return new Map([...rough, ...(await fastest(again, effort))]);
}

const tolerance = 1e-4;

function check(
  name: string,
  results: ReadonlyMap<string, Float32Array>,
  [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as readonly [low: number, high: number],
): void {
  const clamped = (value: number): number => Math.min(Math.max(value, low), high);
  const first = [...results.values()][0].map(clamped);
  const largest = first.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  for (const [key, result] of results) {
    const error = result.reduce((most, value, i) => Math.max(most, Math.abs(clamped(value) - first[i])), 0);
    if (!(error <= tolerance * largest)) throw new Error(`${name}: ${key} differs by ${error}`);
  }
}
