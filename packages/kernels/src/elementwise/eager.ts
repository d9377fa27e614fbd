/**
 * Element-wise operations on ordinary arrays, piece by piece: operands that lie as the result does are copied in as a
 * piece of them is worked on, so what is worked on stays in the cache and little memory is held.
 */
import { descriptorWords, lineBytes, Machine } from "../machine.js";
import { rowFields } from "./emit.js";
import {
  type Elementwise,
  elementwiseStep,
  pieceSize,
  piecesOf,
  startTables,
  tableSizes,
} from "./program.js";

/** Bytes of operands that are stretched, with the places of their rows: 16 MiB. */
const limit = 2 ** 24;

let machine: Machine | undefined;

/** Floats of each operand that lie in memory while a piece is worked on, the result's last. */
const partSizes = ({ layout }: Elementwise): number[] => {
  const piece = Math.min(pieceSize, layout.rows * layout.length);
  return [...layout.sources.map(({ kind, size }) => (kind === "whole" ? piece : size)), piece];
};

const bytesFor = (operation: Elementwise): number =>
  [descriptorWords, ...partSizes(operation), ...tableSizes(operation.layout)].reduce(
    (sum, size) => sum + lineBytes(size),
    0,
  );

/** True, or why not. */
export function elementwiseSupports({ layout: { rows, sources } }: Elementwise): true | string {
  let floats = 0;
  for (const { kind, size } of sources) if (kind !== "whole") floats += size + rows;
  return 4 * floats <= limit || `what is stretched takes ${Math.ceil(floats / 2 ** 18)} MiB, more than 16`;
}

/** result = the formula of the inputs, element by element. */
export function runElementwise(
  operation: Elementwise,
  inputs: readonly Float32Array[],
  result: Float32Array,
): void {
  if (result.length === 0) return;
  const { layout } = operation;
  machine ??= new Machine(2 * limit);
  machine.ensure(bytesFor(operation));
  let next = lineBytes(descriptorWords);
  const take = (size: number): number => {
    const here = next;
    next += lineBytes(size);
    return here;
  };
  const operands = partSizes(operation).map(take);
  const tables = tableSizes(layout).map(take);
  const { buffer } = machine.memory;
  const [floats, integers] = [new Float32Array(buffer), new Int32Array(buffer)];
  startTables(layout).forEach((table, i) => {
    if (table.length > 0) integers.set(table, tables[i] / 4);
  });
  layout.sources.forEach(({ kind }, i) => {
    if (kind !== "whole") floats.set(inputs[i], operands[i] / 4);
  });
  const place = operands[layout.sources.length] / 4;
  const { blockRows, chunk } = piecesOf(layout);
  const first = { rows: Math.min(blockRows, layout.rows), length: Math.min(chunk, layout.length) };
  const loaded = machine.load([elementwiseStep(operation, { operands, tables }, first)], 0);
  /** Changes a word of the descriptor, which lies at 0. */
  const change = (name: Parameters<typeof rowFields.offset>[0], value: number): void => {
    integers[rowFields.offset(name) / 4] = value;
  };
  for (let row = 0; row < layout.rows; row += blockRows)
    for (let from = 0; from < layout.length; from += chunk) {
      const rows = Math.min(blockRows, layout.rows - row);
      const length = Math.min(chunk, layout.length - from);
      const begin = row * layout.length + from;
      const end = begin + rows * length;
      change("rows", rows);
      change("length", length);
      layout.sources.forEach(({ kind }, i) => {
        change(`starts${i as 0}`, tables[i] + 4 * row);
        if (kind === "whole") floats.set(inputs[i].subarray(begin, end), operands[i] / 4);
        if (kind === "row") change(`operand${i as 0}`, operands[i] + 4 * from);
      });
      machine.run(loaded, 0);
      result.set(floats.subarray(place, place + end - begin), begin);
    }
}
