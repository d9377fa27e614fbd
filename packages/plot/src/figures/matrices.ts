import { type Figure, matrix } from "./figure.js";

/** Convolution as linear algebra. */
export const matrices: Record<string, Figure> = {
  matrix_2d: matrix("a convolution as a matrix, and its transpose", { input: 4, kernel: 3 }),
  matrix_1d: matrix("along one axis: a Toeplitz matrix", { input: 7, kernel: 3, rank: 1 }),
  matrix_strides: matrix("a strided convolution as a matrix", {
    input: 5,
    kernel: 3,
    stride: 2,
    padding: 1,
  }),
  matrix_transposed: matrix("a transposed convolution multiplies by the transpose", {
    input: 2,
    kernel: 3,
    transposed: true,
  }),
  matrix_locally_connected: matrix("the same places with weights of their own", {
    input: 4,
    kernel: 3,
    locallyConnected: true,
  }),
  im2col: matrix("every window as a column", { input: 5, kernel: 3 }, { view: "im2col" }),
  im2col_channels: matrix(
    "every window as a column, two channels",
    { input: 3, kernel: 2, inChannels: 2, outChannels: 3 },
    { view: "im2col" },
  ),
  stuffing: matrix(
    "how a transposed convolution’s input is stretched and padded",
    { input: 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1, transposed: true },
    { view: "stuffing" },
  ),
};
