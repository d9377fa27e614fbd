import { batchNorm2d, conv2d, convTranspose2d, globalAvgPool, linear, maxPool2d, relu6 } from "@convkit/conv";
import { add, relu, reshape, type Tensor, tensor } from "@convkit/tensor";
import type { Conv, Graph, Node } from "../graph.js";

/** A network as a plain function of tensors: what users write, and what `compile` takes. */
export function networkFunction(graph: Graph, algorithm = "auto"): (x: Tensor) => Tensor {
  const steps = graph.nodes.map((node) => step(node, algorithm));
  return (x) => {
    const values = [x];
    graph.nodes.forEach((node, i) => {
      values.push(steps[i](values[node.input], node.op === "add" ? values[node.other] : undefined));
    });
    return values.at(-1)!;
  };
}

/** A convolution of x and w, in the settings of the node. */
export function convFunction(node: Conv, algorithm = "auto"): (x: Tensor, w: Tensor) => Tensor {
  const { stride, padding, dilation, groups } = node;
  const operation = node.transposed ? convTranspose2d : conv2d;
  return (x, w) => operation(x, w, { stride, padding, dilation, groups, algorithm });
}

type Step = (value: Tensor, other?: Tensor) => Tensor;

function step(node: Node, algorithm: string): Step {
  switch (node.op) {
    case "conv": {
      const [f, weight] = [convFunction(node, algorithm), tensor(node.weight.data, node.weight.shape)];
      return (x) => f(x, weight);
    }
    case "batchNorm": {
      const [gamma, beta, mean, variance] = [node.gamma, node.beta, node.mean, node.variance].map((data) =>
        tensor(data, [data.length]),
      );
      const settings = { training: false, mean, variance, epsilon: node.epsilon };
      return (x) => batchNorm2d(x, gamma, beta, settings);
    }
    case "activation":
      return node.activation === "relu" ? (x) => relu(x) : (x) => relu6(x);
    case "add":
      return (x, other) => add(x, other!);
    case "maxPool": {
      const { kernel, stride, padding } = node;
      return (x) => maxPool2d(x, { kernel, stride, padding });
    }
    case "globalAvgPool":
      return (x) => reshape(globalAvgPool(x), [x.shape[0], x.shape[1]]);
    case "linear": {
      const weight = tensor(node.weight.data, node.weight.shape);
      const bias = tensor(node.bias, [node.bias.length]);
      return (x) => linear(x, weight, { bias });
    }
  }
}
