/** How a library or algorithm is drawn: the same in every picture. */
export interface Look {
  readonly light: string;
  readonly dark: string;
  readonly mark: "disc" | "ring" | "circle" | "tick" | "square" | "triangle" | "diamond" | "cross";
  /** Of this project: its names are bold. */
  readonly own?: true;
  /** A large mark at the end of a line: what the picture is about. */
  readonly main?: true;
  /** Pixels below the middle of the row, where others would be hidden. */
  readonly shift?: number;
}

// Colours of Okabe and Ito, which differ for every kind of sight; shapes say the same again.
const blue = { light: "#0072B2", dark: "#56B4E9" };
const orange = { light: "#D98C00", dark: "#E69F00" };
const green = { light: "#009E73", dark: "#00B785" };
const pink = { light: "#CC79A7", dark: "#DD8FBA" };
const red = { light: "#D55E00", dark: "#F07A22" };
const grey = { light: "#767676", dark: "#9AA0A6" };

const libraries: Record<string, Look> = {
  "ConvKit resident": { ...blue, mark: "disc", own: true, main: true },
  "ConvKit compiled": { ...blue, mark: "ring", own: true },
  "ConvKit eager": { ...blue, mark: "tick", own: true },
  "TensorFlow.js wasm": { ...orange, mark: "square", shift: -3.5 },
  "TensorFlow.js plain": { ...orange, mark: "cross", shift: 4 },
  "ONNX Runtime Web": { ...green, mark: "triangle", shift: 4 },
  "LiteRT.js": { ...pink, mark: "disc", shift: -4 },
  "jax-js wasm": { ...red, mark: "cross", shift: -4 },
  "ONNX Runtime native": { ...grey, mark: "diamond" },
};

const algorithms: Record<string, Look> = {
  chosen: { ...grey, mark: "circle" },
  simd: { ...orange, mark: "square" },
  "simd-depthwise": { ...green, mark: "triangle" },
  winograd4x4: { ...blue, mark: "disc" },
  winograd2x2: { ...pink, mark: "disc" },
  tiles: { ...grey, mark: "cross" },
  direct: { ...grey, mark: "diamond" },
};

export const allLooks: readonly Look[] = [...Object.values(libraries), ...Object.values(algorithms)];

export const lookOf = (name: string): Look =>
  libraries[name] ?? algorithms[name] ?? { ...grey, mark: "cross" };

/** Names in the order of the pictures: known ones first. */
export function inOrder(names: Iterable<string>): string[] {
  const order = [...Object.keys(libraries), ...Object.keys(algorithms)];
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...new Set(names)].sort((a, b) => place(a) - place(b));
}
