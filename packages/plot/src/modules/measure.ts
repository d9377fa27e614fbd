import { sizeOf, type Tensor, trace } from "@convkit/tensor";

/** Channels, height and width of one sample. */
export type Shape = readonly number[];

/** What a layer makes of a shape: its output, how many weights it has, and its multiply-adds. */
export interface Layer {
  shape: Shape;
  parameters: number;
  macs: number;
}

/** Runs a function of x and of weights on shapes alone; shape and costs are the operations' own. */
export function measure(
  f: (x: Tensor, ...weights: Tensor[]) => Tensor,
  shape: Shape,
  ...weights: readonly number[][]
): Layer {
  const specs = [[1, ...shape], ...weights].map((shape) => ({ shape, dtype: "float32" as const }));
  const { outputs, nodes } = trace(f as (...inputs: Tensor[]) => Tensor, specs);
  return {
    shape: outputs[0].shape.slice(1),
    parameters: weights.reduce((sum, weight) => sum + sizeOf(weight), 0),
    macs: nodes.reduce((sum, { cost }) => sum + cost.macs, 0),
  };
}

/** 8 × 8 × 3: height, width and channels, as figures write a volume. */
export function volumeText([channels, ...sizes]: Shape): string {
  return [...sizes, channels].map(grouped).join(" × ");
}

/** A whole number with its thousands apart: 1,728. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function parametersText(count: number): string {
  return `${grouped(count)} parameter${count === 1 ? "" : "s"}`;
}
