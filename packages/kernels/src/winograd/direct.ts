import type { WinogradSetting } from "./setting.js";

interface Operands {
  readonly w: Float32Array;
  readonly source: Float32Array;
  /** Where the group's weights and the sample's group begin. */
  readonly weightBase: number;
  readonly sourceBase: number;
}

/** Computes one tile of every target by the definition, into the plane of results at `base`. */
export function directTile(
  s: WinogradSetting,
  operands: Operands,
  [row, column]: readonly [number, number],
  plane: Float32Array,
  base: number,
  [height, width]: readonly number[],
): void {
  for (let target = 0; target < s.targets; target++)
    for (let i = 0; i < s.m; i++)
      for (let j = 0; j < s.m; j++) {
        const [y, x] = [row + i * s.dilation[0], column + j * s.dilation[1]];
        if (y < s.output[0] && x < s.output[1])
          plane[base + (target * height + y) * width + x] = directOutput(s, operands, target, y, x);
      }
}

function directOutput(s: WinogradSetting, o: Operands, target: number, y: number, x: number): number {
  const [height, width] = s.input;
  let sum = 0;
  for (let source = 0; source < s.sources; source++)
    for (let i = 0; i < s.r; i++)
      for (let j = 0; j < s.r; j++) {
        const [row, column] = [y + i * s.dilation[0] - s.begin[0], x + j * s.dilation[1] - s.begin[1]];
        if (row < 0 || column < 0 || row >= height || column >= width) continue;
        const tap = s.weight.first + s.weight.tap * (i * s.r + j);
        const weight = o.w[o.weightBase + target * s.weight.target + source * s.weight.source + tap];
        sum += weight * o.source[o.sourceBase + (source * height + row) * width + column];
      }
  return sum;
}
