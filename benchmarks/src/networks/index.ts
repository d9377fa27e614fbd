import type { Graph } from "../graph.js";
import { mobilenetV1 } from "./mobilenetV1.js";
import { resnet50 } from "./resnet50.js";

/** Whole networks, made when they are measured. */
export const networks: readonly { readonly name: string; readonly quick: boolean; make(): Graph }[] = [
  { name: "MobileNet-v1 @224²", quick: true, make: mobilenetV1 },
  { name: "ResNet-50 @224²", quick: false, make: resnet50 },
];
