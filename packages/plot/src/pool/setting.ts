import * as conv from "@convkit/conv";
import {
  type Axis,
  checkOptions,
  type Data,
  type NestedArray,
  OptionError,
  type Tensor,
} from "@convkit/tensor";
import { perAxis, rankOf, valuesOf } from "../conv/setting.js";

/** What to draw: the options of `maxPool2d` or `avgPool2d`, and the sizes that the input would have given. */
export interface PoolSetting {
  kind: "max" | "average";
  /** Spatial size of the input, one number or one per axis. */
  input: conv.PerAxis;
  kernel: conv.PerAxis;
  /** Spatial axes; defaults to the length of `input` or `kernel` where one is a list, else 2. */
  rank?: 1 | 2 | 3;
  /** Default 1. */
  channels?: number;
  /** Default: the kernel. */
  stride?: conv.PerAxis;
  padding?: conv.Padding;
  dilation?: conv.PerAxis;
  ceilMode?: boolean;
  /** Maximum only: who gets the gradient where several are the maximum. */
  ties?: conv.Ties;
  /** Average only. */
  countIncludePad?: boolean;
  divisor?: number;
  /** Input values; default seeded whole numbers from 0 to 3. */
  x?: NestedArray | Data | Tensor;
}

/** A setting with everything worked out by the operation. */
export interface PoolProblem {
  kind: "max" | "average";
  ceilMode: boolean;
  ties: conv.Ties;
  countIncludePad: boolean;
  channels: number;
  input: readonly number[];
  output: readonly number[];
  axes: readonly Axis[];
  x: Tensor;
  y: Tensor;
  /** The gradient that an output gradient leaves at the input: the operation's own rule. */
  inputGradient(dy: Tensor): Tensor;
}

const operations = {
  max: { 1: conv.maxPool1d, 2: conv.maxPool2d, 3: conv.maxPool3d },
  average: { 1: conv.avgPool1d, 2: conv.avgPool2d, 3: conv.avgPool3d },
};
const shared = ["kernel", "stride", "padding", "dilation", "ceilMode"];
const own = { max: ["ties"], average: ["countIncludePad", "divisor"] };

/** @throws the errors of the operation for parameters that are not legal */
export function solvePool(setting: PoolSetting): PoolProblem {
  const { kind, channels = 1 } = setting;
  if (kind !== "max" && kind !== "average") refuse("kind", kind, "must be max or average");
  const settings = [...shared, ...own[kind]];
  checkOptions("poolDiagram", setting, ["kind", "input", "rank", "channels", "x", ...settings]);
  if (!Number.isInteger(channels) || channels < 1) refuse("channels", channels, "must be a positive integer");
  const rank = rankOf("poolDiagram", setting);
  const input = perAxis("poolDiagram", "input", setting.input, rank);
  const options = Object.fromEntries(
    settings.flatMap((name) => {
      const value = setting[name as keyof PoolSetting];
      return value === undefined ? [] : [[name, value]];
    }),
  ) as unknown as conv.PoolOptions;
  const pool = operations[kind][rank];
  const x = valuesOf(setting.x, [1, channels, ...input], 1, 4);
  const geometry = pool.operation.params(options, [x]);
  const y = pool(x, options);
  return {
    kind,
    ceilMode: setting.ceilMode ?? false,
    ties: setting.ties ?? "first",
    countIncludePad: setting.countIncludePad ?? true,
    channels,
    input,
    output: geometry.output,
    axes: geometry.window!.axes,
    x,
    y,
    inputGradient: (dy) =>
      (pool.operation as conv.MaxPool["operation"]).vjp(geometry as conv.MaxPoolGeometry, {
        inputs: [x],
        outputs: [y],
        dy: [dy],
        wanted: [true],
      })[0] as Tensor,
  };
}

function refuse(argument: string, value: unknown, expected: string): never {
  throw new OptionError({ operation: "poolDiagram", argument, value, expected });
}
