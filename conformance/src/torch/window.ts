import * as conv from "@convkit/conv";
import { ofRank } from "../cases.js";
import type { Run, RunExtras } from "./run.js";

type Settings = Record<string, any>;

const convolution =
  (rank: number): Run =>
  ({ input, weight, bias }, settings) =>
    ofRank(rank, conv.conv1d, conv.conv2d, conv.conv3d)(input, weight, { ...settings, bias });

const transposed =
  (rank: number): Run =>
  ({ input, weight, bias }, { output_padding: outputPadding, ...settings }) => {
    const f = ofRank(rank, conv.convTranspose1d, conv.convTranspose2d, conv.convTranspose3d);
    return f(input, weight, { ...settings, outputPadding, bias });
  };

const window = ({ kernel_size, stride, padding, dilation, ceil_mode }: Settings) => ({
  kernel: kernel_size,
  stride,
  padding,
  dilation,
  ceilMode: ceil_mode,
});

const maximum =
  (rank: number): Run =>
  ({ input }, settings) =>
    ofRank(rank, conv.maxPool1d, conv.maxPool2d, conv.maxPool3d)(input, window(settings));

/** What PyTorch returns beside the maxima. */
const indices =
  (rank: number): RunExtras =>
  ({ input }, settings) => [
    ofRank(
      rank,
      conv.maxPool1dIndices,
      conv.maxPool2dIndices,
      conv.maxPool3dIndices,
    )(input, window(settings)),
  ];

const average =
  (rank: number): Run =>
  ({ input }, { count_include_pad: countIncludePad, divisor_override: divisor, ...settings }) => {
    const f = ofRank(rank, conv.avgPool1d, conv.avgPool2d, conv.avgPool3d);
    // Without an override its option must be left out: PyTorch's default depends on count_include_pad.
    return f(input, { ...window(settings), ...(divisor ? { divisor } : { countIncludePad }) });
  };

const lp =
  (rank: number): Run =>
  ({ input }, { norm_type: p, ...settings }) =>
    ofRank(rank, conv.lpPool1d, conv.lpPool2d, conv.lpPool3d)(input, { ...window(settings), p });

const adaptive =
  (f: typeof conv.adaptiveAvgPool | typeof conv.adaptiveMaxPool): Run =>
  ({ input }, { output_size: outputSize }) =>
    f(input, { outputSize });

const byRank = (name: string, of: (rank: number) => Run): Record<string, Run> =>
  Object.fromEntries([1, 2, 3].map((rank) => [`${name}${rank}d`, of(rank)]));

export const windows: Record<string, Run> = {
  ...byRank("conv", convolution),
  ...byRank("conv_transpose", transposed),
  ...byRank("max_pool", maximum),
  ...byRank("avg_pool", average),
  ...byRank("lp_pool", lp),
  ...byRank("adaptive_avg_pool", () => adaptive(conv.adaptiveAvgPool)),
  ...byRank("adaptive_max_pool", () => adaptive(conv.adaptiveMaxPool)),
  max_unpool2d: ({ input, indices }, { output_size: inputSize }) =>
    conv.maxUnpool2d(input, indices, { inputSize }),
  unfold: ({ input }, settings) => conv.im2col(input, window(settings)),
  fold: ({ input }, { output_size: inputSize, ...settings }) =>
    conv.col2im(input, { inputSize, ...window(settings) }),
};

export const windowExtras: Record<string, RunExtras> = {
  max_pool1d: indices(1),
  max_pool2d: indices(2),
  max_pool3d: indices(3),
};
