import type { Tensor } from "@convkit/tensor";

/** One node of an ONNX graph with its inputs. */
export interface Node {
  readonly op: string;
  readonly opset: number;
  readonly attributes: Readonly<Record<string, any>>;
  /** In the operator's order; undefined where an optional one is left out. */
  readonly inputs: readonly (Tensor | undefined)[];
  /** Names of the outputs that are asked for. */
  readonly outputs: readonly string[];
}

/** Computes a node with ConvKit's functions: outputs in the operator's order, at least the first. */
export type Run = (node: Node) => Tensor[];

/** A required input. */
export function input({ inputs, op }: Node, index: number): Tensor {
  const tensor = inputs[index];
  if (!tensor) throw new Error(`${op} has no input ${index}`);
  return tensor;
}

/** A node of one tensor and its attributes. */
export function unary(f: (x: Tensor, attributes: Node["attributes"], opset: number) => Tensor): Run {
  return (node) => [f(input(node, 0), node.attributes, node.opset)];
}

/** The numbers of an integer input such as a shape. */
export function numbers(tensor: Tensor | undefined): number[] | undefined {
  return tensor && Array.from(tensor.data);
}
