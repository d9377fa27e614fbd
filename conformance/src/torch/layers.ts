import { relu, tanh } from "@convkit/tensor";
import type { Run } from "./run.js";
export const layers: Record<string, Run> = {
  relu: ({ input }) => relu(input),
  tanh: ({ input }) => tanh(input),
};
