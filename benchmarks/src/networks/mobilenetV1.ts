import type { Graph } from "../graph.js";
import { Builder } from "./build.js";

/** Output channels and stride of the thirteen separable blocks. */
const blocks: readonly (readonly [number, number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

/** MobileNet 1.0 at 224² (Howard et al. 2017, table 1), 569 million multiply-adds. */
export function mobilenetV1(): Graph {
  const net = new Builder();
  const normal = (value: number, channels: number): number =>
    net.activation(net.batchNorm(value, channels), "relu6");
  let value = normal(net.conv(0, [3, 32, 3], { stride: 2 }), 32);
  let channels = 32;
  for (const [next, stride] of blocks) {
    value = normal(net.conv(value, [channels, channels, 3], { stride, groups: channels }), channels);
    value = normal(net.conv(value, [channels, next, 1]), next);
    channels = next;
  }
  net.classifier(value, channels, 1000);
  return net.graph("MobileNet-v1 @224²", [1, 3, 224, 224]);
}
