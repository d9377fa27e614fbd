import { descriptorWords, type LoadedStep, Machine, type Step, threads } from "@convkit/kernels";
import { type Data, type DType, LimitError, type Tensor } from "@convkit/tensor";
import { type Layout, layOut, type Part } from "./layout.js";
import type { ChosenNode, Network } from "./network.js";

/** Copies inputs in, runs, and copies results out. */
export type Runner = (inputs: readonly Data[], outputs: readonly Data[]) => void;

/** A network in a memory of its own. */
export interface Loaded {
  readonly run: Runner;
  readonly layout: Layout;
  /** Bytes of its memory. */
  readonly bytes: number;
}

/** Steps of WebAssembly, or a call of JavaScript. */
type Segment = { readonly steps: readonly LoadedStep[] } | { readonly call: () => void };

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

/** Lays a network out, writes what is constant and prepares it. */
export function load(network: Network<ChosenNode>): Loaded {
  const layout = layOut(network, threads());
  const { parts, addressOf } = layout;
  const [once, always] = [parts.map(stepsOnce), parts.map(stepsAlways)];
  const count = [...once, ...always].reduce((sum, steps) => sum + steps.length, 0);
  const bytes = layout.bytes + 4 * descriptorWords * count;
  const machine = parts.some(({ program }) => program) ? newMachine(bytes, layout.threads) : undefined;
  // Where nothing runs in WebAssembly, nothing need lie there.
  const buffer = machine?.memory.buffer ?? newBuffer(bytes);
  const view = (tensor: Tensor): Data =>
    tensor.isAbstract ? viewOf(buffer, addressOf(tensor), tensor.size, tensor.dtype) : tensor.data;

  const perform = performer(layout, machine);
  let next = layout.bytes;
  const place = (steps: readonly Step[]): LoadedStep[] => {
    const at = next;
    next += 4 * descriptorWords * steps.length;
    return machine?.load(steps, at) ?? [];
  };
  for (const { program, node, at } of parts) {
    if (!program || at.length === 0) continue;
    machine?.writeTables(program, at[0]);
    for (const tensor of node.inputs)
      if (!tensor.isAbstract) viewOf(buffer, addressOf(tensor), tensor.size, tensor.dtype).set(tensor.data);
  }
  for (const steps of once) perform(place(steps));

  const segments: Segment[] = [];
  let steps: LoadedStep[] = [];
  parts.forEach((part, i) => {
    if (part.program) steps.push(...place(always[i]));
    else if (!part.alias) {
      segments.push({ steps }, { call: callOf(part.node, view) });
      steps = [];
    }
  });
  segments.push({ steps });
  const run = runner(segments, perform, network.inputs.map(view), network.outputs.map(view));
  return { run, layout, bytes: buffer.byteLength };
}

type Perform = (steps: readonly LoadedStep[]) => void;

const performer =
  ({ scratch, scratchBytes, threads }: Layout, machine: Machine | undefined): Perform =>
  (steps) =>
    machine?.run(steps, scratch, scratchBytes, threads);

/** Apart from `load`, so that what a run does not need (weights in ordinary arrays) is not kept alive by it. */
const runner =
  (segments: readonly Segment[], perform: Perform, given: readonly Data[], made: readonly Data[]): Runner =>
  (inputs, outputs) => {
    for (let i = 0; i < given.length; i++) given[i].set(inputs[i]);
    for (const segment of segments)
      if ("call" in segment) segment.call();
      else perform(segment.steps);
    for (let i = 0; i < made.length; i++) outputs[i].set(made[i]);
  };

const preparesOnce = ({ node }: Part): boolean => node.fusion.constant === true;

/** For all samples together, or for each where it has a place of its own. */
const prepareSteps = ({ program, at }: Part): Step[] =>
  at
    .filter(({ prepared }, sample) => sample === 0 || prepared !== at[0].prepared)
    .flatMap((places) => program?.prepare(places) ?? []);

const stepsOnce = (part: Part): Step[] => (preparesOnce(part) ? prepareSteps(part) : []);

function stepsAlways(part: Part): Step[] {
  const { program, at } = part;
  if (!program) return [];
  const perSample = program.operands[program.operands.length - 1].perSample;
  return [
    ...(preparesOnce(part) ? [] : prepareSteps(part)),
    ...at.flatMap((places, sample) => program.run(places, sample > 0 && !perSample)),
  ];
}

/** A node without a program: its fast implementation, or its definition, on the plan's memory. */
function callOf({ operation, params, inputs, outputs, choice }: ChosenNode, view: (tensor: Tensor) => Data) {
  const [given, made] = [inputs.map(view), outputs.map(view)];
  const { implementation } = choice;
  return (): void => {
    for (const data of made) data.fill(0);
    if (implementation) implementation.run(params, given, made);
    else operation.forward(params, given, made);
  };
}

const viewOf = (buffer: ArrayBuffer, address: number, size: number, dtype: DType): Data =>
  new arrays[dtype](buffer, address, size);

function newMachine(bytes: number, threads: number): Machine {
  return orRefuse(bytes, () => {
    const machine = new Machine(bytes, threads);
    machine.ensure(bytes);
    return machine;
  });
}

const newBuffer = (bytes: number): ArrayBuffer => orRefuse(bytes, () => new ArrayBuffer(bytes));

function orRefuse<T>(bytes: number, make: () => T): T {
  try {
    return make();
  } catch {
    throw new LimitError({
      operation: "compile",
      argument: "the network",
      found: `needs ${bytes} bytes`,
      value: bytes,
      expected: "no memory of that size can be had",
    });
  }
}
