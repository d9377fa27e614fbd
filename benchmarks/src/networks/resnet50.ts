import type { Graph } from "../graph.js";
import { Builder } from "./build.js";

/** Inner channels, blocks and first stride of the four stages. */
const stages: readonly (readonly [number, number, number])[] = [
  [64, 3, 1],
  [128, 4, 2],
  [256, 6, 2],
  [512, 3, 2],
];

/** ResNet-50 at 224² (He et al. 2016, table 1), the stride on the 3×3 convolution; 4.1 billion multiply-adds. */
export function resnet50(): Graph {
  const net = new Builder();
  const relu = (value: number): number => net.activation(value, "relu");
  let value = net.maxPool(relu(net.batchNorm(net.conv(0, [3, 64, 7], { stride: 2 }), 64)), 3, 2);
  let channels = 64;
  for (const [inner, count, firstStride] of stages)
    for (let block = 0; block < count; block++) {
      const stride = block === 0 ? firstStride : 1;
      const outer = 4 * inner;
      let shortcut = value;
      if (block === 0) shortcut = net.batchNorm(net.conv(value, [channels, outer, 1], { stride }), outer);
      value = relu(net.batchNorm(net.conv(value, [channels, inner, 1]), inner));
      value = relu(net.batchNorm(net.conv(value, [inner, inner, 3], { stride }), inner));
      // A small last γ keeps the sum of sixteen blocks from growing.
      value = relu(net.add(net.batchNorm(net.conv(value, [inner, outer, 1]), outer, 0.3), shortcut));
      channels = outer;
    }
  net.classifier(value, channels, 1000);
  return net.graph("ResNet-50 @224²", [1, 3, 224, 224]);
}
