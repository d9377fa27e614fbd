/** What a symbol of a formula stands for. */
export interface SymbolMeaning {
  /** How it is written in plain text, e.g. `o′`. */
  readonly text: string;
  /** How it is written in TeX, e.g. `o'`. */
  readonly tex: string;
  readonly meaning: string;
  readonly unit: string;
  /** The symbol counts something: an integer, and at least this. Absent: any number. */
  readonly least?: number;
}

const count =
  (unit: string, least: number) =>
  (text: string, meaning: string, tex: string = text): SymbolMeaning => ({ text, tex, meaning, unit, least });

const size = count("positions", 1);
const amount = count("positions", 0);
const channels = count("channels", 1);

/**
 * The letters of CS231n (W, F, P, S) and of Dumoulin & Visin (i, k, p, s, d), one meaning each in all formulas.
 * A prime marks the transposed convolution; our names spell it out, since ′ is an operator of mathjs.
 */
export const symbols: Readonly<Record<string, SymbolMeaning>> = {
  W: size("W", "input size along one axis"),
  W2: size("W₂", "output size along the same axis", "W_2"),
  F: size("F", "kernel or pooling window size"),
  S: size("S", "stride, how far a window moves on"),
  P: amount("P", "zero padding on each side"),
  D: channels("D", "input depth"),
  K: channels("K", "number of kernels, the output depth"),
  unread: amount("unread", "positions at the end that no window covers", "\\mathrm{unread}"),

  i: size("i", "input size of the direct convolution"),
  o: size("o", "output size of the direct convolution"),
  k: size("k", "kernel size"),
  kHat: size("k̂", "effective kernel size, zeros between taps counted", "\\hat{k}"),
  s: size("s", "stride, how far a window of the direct convolution moves on"),
  p: amount("p", "padding of the direct convolution, on each side"),
  d: size("d", "dilation, the distance of neighbouring taps"),
  pTotal: amount("pTotal", "padding of both sides together", "p_{\\mathrm{total}}"),

  iPrime: size("i′", "input size of the transposed convolution", "i'"),
  oPrime: size("o′", "output size of the transposed convolution", "o'"),
  kPrime: size("k′", "kernel size of the equivalent direct convolution", "k'"),
  sPrime: size("s′", "stride of the equivalent direct convolution", "s'"),
  pPrime: amount("p′", "padding of the equivalent direct convolution", "p'"),
  iStretched: size("ĩ′", "input size with s − 1 zeros between neighbours", "\\tilde{i}'"),
  alpha: amount(
    "α",
    "zeros added at the end, which tell the s input sizes that share one i′ apart",
    "\\alpha",
  ),
  outputPadding: amount("outputPadding", "positions added to the end of the output", "p_{\\mathrm{out}}"),

  L: count("layers", 1)("L", "stacked layers"),
  r: size("r", "receptive field"),
  macs: count("multiply-adds", 1)("MACs", "multiply-adds of one image", "\\mathrm{MACs}"),
  expansion: {
    text: "expansion",
    tex: "\\rho",
    meaning: "elements of the lowered matrix for each element of the input",
    unit: "ratio",
  },
  discarded: { text: "discarded", tex: "\\delta", meaning: "share of activations dropped", unit: "ratio" },
};
