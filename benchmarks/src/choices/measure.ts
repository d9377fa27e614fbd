import { type ConvGeometry, conv2d } from "@convkit/conv";
import type { Fusion } from "@convkit/kernels";
import { type Choice, planAt, type Situation, type Spec, type Tensor, tensor } from "@convkit/tensor";
import { type Effort, fastest, timed } from "../measure.js";
import { uniform } from "../networks/build.js";
import type { Ready } from "../peer.js";
import type { NetworkLayer } from "./layers.js";
import { Residence } from "./resident.js";
import type { Candidate, ChoiceRow, Way } from "./row.js";

const { operation } = conv2d;
const residence = new Residence();

/** A layer's numbers, its canonical parameters, and what a compiled network would fuse into it. */
interface Prepared extends Situation<ConvGeometry> {
  readonly options: object;
  readonly data: readonly Float32Array[];
  readonly fusion: Fusion;
}

function prepare({ shape, node }: NetworkLayer): Prepared {
  const { weight, bias, stride, padding, dilation, groups } = node;
  const size = shape.reduce((a, b) => a * b, 1);
  const data = [uniform(size, 1, [-1, 1]), weight.data, bias!];
  const inputs = [shape, weight.shape, [bias!.length]].map((s): Spec => ({ shape: s, dtype: "float32" }));
  const options = { stride, padding, dilation, groups };
  const params = operation.params(options, inputs);
  const clamp = [0, node.activation === "relu6" ? 6 : Number.POSITIVE_INFINITY] as const;
  const fusion = { bias: true, constant: true, clamp };
  return { options, data, params, inputs, outputs: operation.outputs(params, inputs), fusion };
}

/** Every algorithm that supports the layer, as a call and as a program, by "way algorithm". */
function runsOf({ options, data, params, inputs, outputs, fusion }: Prepared): Map<string, Ready> {
  const [x, w, bias] = inputs.map(({ shape }, i) => tensor(data[i], shape));
  const runs = new Map<string, Ready>();
  residence.clear();
  for (const implementation of operation.fast!) {
    const { name: algorithm } = implementation;
    if (implementation.supports(params, inputs) !== true) continue;
    let last: Tensor = x;
    runs.set(`eager ${algorithm}`, {
      run() {
        last = conv2d(x, w, { ...options, bias, algorithm });
      },
      result: () => last.data as Float32Array,
    });
    const made = implementation.program?.(params, inputs, outputs, fusion);
    if (made) runs.set(`resident ${algorithm}`, residence.place(made.program, data));
  }
  return runs;
}

/** Measures all algorithms in turns. @throws Error where two of them differ: one computes something else */
export async function measure(layer: NetworkLayer, effort: Effort): Promise<ChoiceRow> {
  const prepared = prepare(layer);
  const all = new Map<string, { ready: Ready; first: number }>();
  const results = new Map<string, Float32Array>();
  for (const [key, ready] of runsOf(prepared)) {
    await ready.run(); // may compile
    const times = [await timed(() => ready.run()), await timed(() => ready.run())];
    all.set(key, { ready, first: Math.min(...times) });
    results.set(key, await ready.result());
  }
  check(layer.name, results, prepared.fusion.clamp!);
  const least = Math.min(...[...all.values()].map(({ first }) => first));
  const slow = [...all].filter(([, { first }]) => first > hopeless * least);
  for (const [key] of slow) all.delete(key);
  const times = new Map([
    ...slow.map(([key, { first }]) => [key, first] as const),
    ...(await fastest(all, effort)),
  ]);

  const { fusion, ...call } = prepared;
  const plans: Record<Way, Choice> = {
    resident: planAt(operation, prepared),
    eager: planAt(operation, call),
  };
  const candidates = operation.fast!.map(({ name: algorithm }): Candidate => {
    const said = (way: Way) =>
      [plans[way], ...plans[way].alternatives].find((one) => one.algorithm === algorithm);
    const supported = times.has(`eager ${algorithm}`);
    return {
      algorithm,
      against: supported ? undefined : said("eager")?.reason,
      predicted: { resident: said("resident")?.predicted, eager: said("eager")?.predicted },
      time: { resident: times.get(`resident ${algorithm}`), eager: times.get(`eager ${algorithm}`) },
    };
  });
  const chosen = { resident: plans.resident.algorithm, eager: plans.eager.algorithm };
  return { name: layer.name, uses: layer.uses, macs: layer.macs, chosen, candidates };
}

/** A run this many times slower than the fastest says enough. */
const hopeless = 10;

const tolerance = 1e-4;

function check(
  layer: string,
  results: ReadonlyMap<string, Float32Array>,
  [low, high]: readonly [low: number, high: number],
): void {
  const clamped = (value: number): number => Math.min(Math.max(value, low), high);
  const first = [...results.values()][0].map(clamped);
  const largest = first.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  for (const [key, result] of results) {
    const error = result.reduce((most, value, i) => Math.max(most, Math.abs(clamped(value) - first[i])), 0);
    if (!(error <= tolerance * largest)) throw new Error(`${layer}: ${key} differs by ${error}`);
  }
}
