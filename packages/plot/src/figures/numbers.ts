import { conv, type Figure, pool } from "./figure.js";

// Dumoulin & Visin 2016, figures 1.1, 1.2, 1.5 and 1.6.
const x = [
  [3, 3, 2, 1, 0],
  [0, 0, 1, 3, 1],
  [3, 1, 2, 2, 3],
  [2, 0, 0, 2, 2],
  [2, 0, 0, 0, 1],
];
const w = [
  [0, 1, 2],
  [2, 2, 0],
  [0, 1, 2],
];
const window = { input: 5, kernel: 3 };
const pooling = { ...window, stride: 1, x };

// CS231n, "Convolutional Networks", pooling layer.
const blocks = [
  [1, 1, 2, 4],
  [5, 6, 7, 8],
  [3, 2, 1, 0],
  [1, 2, 3, 4],
];
const halving = { kind: "max", input: 4, kernel: 2, x: blocks } as const;

/** Convolution and pooling of published numbers. */
export const numbers: Record<string, Figure> = {
  numerical_no_padding_no_strides: conv("a convolution in numbers", { ...window, x, w }),
  numerical_padding_strides: conv("a convolution in numbers, padding 1 and stride 2", {
    ...window,
    stride: 2,
    padding: 1,
    x,
    w,
  }),
  numerical_average_pooling: pool("average pooling in numbers", { kind: "average", ...pooling }),
  numerical_max_pooling: pool("max pooling in numbers", { kind: "max", ...pooling }),
  max_pooling: pool("max pooling that halves the size", halving),
  max_pooling_gradient: pool("where the gradient of max pooling goes", halving, { view: "gradient" }),
  average_pooling_gradient: pool(
    "where the gradient of average pooling goes",
    { ...halving, kind: "average" },
    { view: "gradient" },
  ),
};
