import type { Data } from "@convkit/tensor";

/** Fills every map of [batch, channels, …] with its channel's bias. */
export function fillChannels(y: Data, bias: Data, channels: number, batch: number): void {
  const size = y.length / (channels * batch);
  for (let row = 0; row < batch * channels; row++) y.fill(bias[row % channels], row * size, (row + 1) * size);
}
