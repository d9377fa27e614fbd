import type { Problem } from "../conv/setting.js";

/** An indexed symbol as a label: `*x*_{1,2}`. */
export function indexed(symbol: string, at: readonly number[]): string {
  return `*${symbol}*_{${at.join(",")}}`;
}

/** The part of a position that tells cells apart: the channel only where there are several. */
export function shortened(at: readonly number[], shape: readonly number[], channelAxes = 1): number[] {
  return at.filter((_, axis) => axis >= channelAxes || shape[axis] > 1);
}

/** Shapes of both sides of C, without the batch: the direct convolution's input and output. */
export function sidesOf({ geometry }: Problem): { input: number[]; output: number[] } {
  const { axes } = geometry.window;
  return {
    input: [geometry.inChannels, ...axes.map(({ input }) => input)],
    output: [geometry.outChannels, ...axes.map(({ output }) => output)],
  };
}
