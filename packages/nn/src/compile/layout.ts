import { lineBytes, type Places, type Program } from "@convkit/kernels";
import { bytesPerElement, LimitError, type Tensor } from "@convkit/tensor";
import type { ChosenNode, Network } from "./network.js";
import { type Lifetime, pack } from "./pack.js";

/** A node with its program and where its parts lie, sample by sample; without a program it runs outside. */
export interface Part {
  readonly node: ChosenNode;
  /** Its result is its input's memory. */
  readonly alias: boolean;
  readonly program?: Program;
  readonly at: readonly Places[];
  /** Bytes for what it keeps from run to run: constants, prepared weights, tables. */
  readonly kept: number;
}

export interface Layout {
  readonly parts: readonly Part[];
  readonly addressOf: (tensor: Tensor) => number;
  /** Where scratch lies, the bytes of one thread's, and for how many threads there is room. */
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly threads: number;
  /** Bytes that stay from run to run, and all bytes. */
  readonly kept: number;
  readonly bytes: number;
}

/** A WebAssembly memory holds more; addresses are positive up to here. */
const mostBytes = 2 ** 31 - 65536;

const bytesOf = ({ size, dtype }: Tensor): number => lineBytes((size * bytesPerElement(dtype)) / 4);

/** Places everything that a run needs: what stays first, then values, whose memory is used again and again. */
export function layOut(network: Network<ChosenNode>, threads: number): Layout {
  const planned = network.nodes.map(plannedOf);
  const { rootOf, lives } = lifetimesOf(network, planned);
  let kept = 0;
  const take = (bytes: number): number => {
    kept += bytes;
    return kept - bytes;
  };
  const constants = new Map<Tensor, number>();
  const scratchBytes = lineBytes(Math.max(1, ...planned.map(({ program }) => program?.scratch ?? 0)));
  const scratch = take(threads * scratchBytes);
  const placed = planned.map((one) => {
    const { node, program, preparations } = one;
    const before = kept;
    if (program)
      for (const tensor of operandsOf(node))
        if (!tensor.isAbstract && !constants.has(tensor)) constants.set(tensor, take(bytesOf(tensor)));
    const prepared = range(preparations).map(() => take(lineBytes(program?.prepared ?? 0)));
    const tables = (program?.tables ?? []).map((words) => take(lineBytes(words)));
    return { ...one, prepared, tables, kept: kept - before };
  });
  const { addresses, bytes } = pack([...lives.values()]);
  if (kept + bytes > mostBytes) refuse(kept, bytes);
  const places = new Map([...lives.keys()].map((key, i) => [key, kept + addresses[i]]));
  const addressOf = (tensor: Tensor): number => constants.get(tensor) ?? places.get(rootOf(tensor))!;

  const parts = placed.map(({ node, alias, program, batch, prepared, tables, kept }): Part => {
    const operands = [...operandsOf(node), ...node.outputs].map(addressOf);
    const at = range(program ? batch : 0).map((sample) => ({
      operands: program!.operands.map(
        ({ size, perSample }, i) => operands[i] + (perSample ? 4 * size * sample : 0),
      ),
      shared: places.get(node)!,
      prepared: prepared[sample % prepared.length],
      tables,
    }));
    return { node, alias, program, at, kept };
  });
  return { parts, addressOf, scratch, scratchBytes, threads, kept, bytes: kept + bytes };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

interface Planned {
  readonly node: ChosenNode;
  readonly alias: boolean;
  readonly program?: Program;
  readonly batch: number;
  /** How often it is prepared: once, or for each sample where what is prepared is the sample's own. */
  readonly preparations: number;
}

function plannedOf(node: ChosenNode): Planned {
  const { operation, params, inputs, outputs, choice, fusion } = node;
  const alias = operation.aliases === true;
  const implementation = alias || outputs.length > 1 ? undefined : choice.implementation;
  const { program, batch = 0 } = implementation?.program?.(params, inputs, outputs, fusion) ?? {};
  const own = program?.operands.slice(1, inputs.length).some(({ perSample }) => perSample);
  return { node, alias, program, batch, preparations: own ? Math.max(1, batch) : 1 };
}

/** From when to when each value is needed, and what a node's steps hand to one another; values that are reshaped are one. */
function lifetimesOf({ inputs, outputs, nodes }: Network<ChosenNode>, planned: readonly Planned[]) {
  const roots = new Map<Tensor, Tensor>();
  const rootOf = (tensor: Tensor): Tensor => roots.get(tensor) ?? tensor;
  const lives = new Map<Tensor | ChosenNode, Lifetime>();
  const live = (key: Tensor | ChosenNode, bytes: number, moment: number): void => {
    const { from, to } = lives.get(key) ?? { from: moment, to: moment };
    lives.set(key, { bytes, from: Math.min(from, moment), to: Math.max(to, moment) });
  };
  const touch = (tensor: Tensor, moment: number): void => {
    if (tensor.isAbstract) live(rootOf(tensor), bytesOf(tensor), moment);
  };
  for (const input of inputs) touch(input, -1);
  planned.forEach(({ node, alias, program }, moment) => {
    if (alias) roots.set(node.outputs[0], rootOf(node.inputs[0]));
    for (const tensor of [...operandsOf(node), ...node.outputs]) touch(tensor, moment);
    if (program) live(node, lineBytes(program.shared), moment);
  });
  for (const output of outputs) touch(output, nodes.length);
  return { rootOf, lives };
}

const operandsOf = ({ inputs, residual }: ChosenNode): readonly Tensor[] =>
  residual ? [...inputs, residual] : inputs;

function refuse(kept: number, values: number): never {
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  throw new LimitError({
    operation: "compile",
    argument: "the network",
    found: `needs ${mebibytes(kept + values)}, ${mebibytes(kept)} for weights and ${mebibytes(values)} for values,`,
    value: kept + values,
    expected: `one memory holds ${mebibytes(mostBytes)}`,
    fix: "use a smaller batch, or split f",
  });
}
