import { checkOptions, OptionError, requireFloat, type Spec } from "@convkit/tensor";
import { type PerAxis, perAxis } from "./options.js";
import { spatialSizesOf } from "./spatialSizesOf.js";

export interface UpsampleOptions {
  /** Spatial size of the result … */
  size?: PerAxis;
  /** … or what the sizes of x are multiplied with, rounded down. */
  scale?: number | readonly number[];
  /**
   * "nearest" (default): the pixel that the result's lies in. "linear", also called "bilinear" with two axes
   * and "trilinear" with three: between neighbours, along each axis.
   */
  mode?: "nearest" | "linear" | "bilinear" | "trilinear";
  /** With "linear": whether the centres of the outermost pixels stay where they are. Default false: the outer edges do. */
  alignCorners?: boolean;
}

/** One spatial axis: result pixel i lies at `step`·i in x's pixels, edges or centres aligned. */
interface ResampledAxis {
  readonly input: number;
  readonly output: number;
  readonly step: number;
}

export interface ResampleGeometry {
  readonly maps: readonly [samples: number, channels: number];
  readonly axes: readonly ResampledAxis[];
  readonly mode: "nearest" | "linear";
  readonly alignCorners: boolean;
}

/** What element i of the result is made of along one axis: one or two elements of x and their weights. */
export function resampledFrom(
  { mode, alignCorners }: Pick<ResampleGeometry, "mode" | "alignCorners">,
  { input, step }: ResampledAxis,
  i: number,
): { at: number; weight: number }[] {
  if (mode === "nearest") return [{ at: Math.min(Math.floor(i * step), input - 1), weight: 1 }];
  const place = alignCorners ? i * step : Math.max(0, (i + 0.5) * step - 0.5);
  const below = Math.min(Math.floor(place), input - 1);
  const weight = place - below;
  if (weight === 0 || below === input - 1) return [{ at: below, weight: 1 }];
  return [
    { at: below, weight: 1 - weight },
    { at: below + 1, weight },
  ];
}

/** What each name of a mode means, and the number of axes it is for. */
const modes: Record<string, { mode: "nearest" | "linear"; rank?: number }> = {
  nearest: { mode: "nearest" },
  linear: { mode: "linear" },
  bilinear: { mode: "linear", rank: 2 },
  trilinear: { mode: "linear", rank: 3 },
};

/** Geometry of a resampling: sizes, steps and the rule between pixels, all resolved. */
export function resampleGeometry(options: UpsampleOptions, x: Spec): ResampleGeometry {
  checkOptions("upsample", options, ["size", "scale", "mode", "alignCorners"]);
  requireFloat("upsample", "x", x);
  const [samples, channels] = x.shape;
  const spatial = spatialSizesOf("upsample", x.shape, { empty: false });
  const rank = spatial.length;
  const { alignCorners = false } = options;
  const found = modes[options.mode ?? "nearest"];
  if (found === undefined || (found.rank ?? rank) !== rank) {
    refuse(
      "mode",
      options.mode,
      `must be "nearest", "linear" or what that is called with ${rank} spatial axes`,
    );
  }
  if (typeof alignCorners !== "boolean") refuse("alignCorners", alignCorners, "must be true or false");
  if (alignCorners && found.mode === "nearest") refuse("alignCorners", true, 'is for mode "linear"');
  const scales = scalesOf(options, rank);
  const sizes = scales
    ? spatial.map((size, axis) => Math.floor(size * scales[axis]))
    : perAxis("upsample", "size", options.size, rank, 1);
  if (sizes.includes(0)) refuse("scale", options.scale, `leaves nothing of ${spatial.join(" × ")}`);
  const axes = spatial.map((input, axis) => {
    const output = sizes[axis];
    const between = output > 1 ? (input - 1) / (output - 1) : 0;
    return { input, output, step: alignCorners ? between : scales ? 1 / scales[axis] : input / output };
  });
  return { maps: [samples, channels], axes, mode: found.mode, alignCorners };
}

function scalesOf({ size, scale }: UpsampleOptions, rank: number): number[] | undefined {
  if ((size === undefined) === (scale === undefined))
    refuse("size or scale", undefined, "give size or scale, one of the two");
  if (scale === undefined) return undefined;
  const scales = typeof scale === "number" ? Array.from({ length: rank }, () => scale) : [...scale];
  if (scales.length !== rank || !scales.every((factor) => Number.isFinite(factor) && factor > 0))
    refuse("scale", scale, `must be a number above 0${rank > 1 ? `, or ${rank} of them` : ""}`);
  return scales;
}

function refuse(argument: string, value: unknown, expected: string): never {
  throw new OptionError({ operation: "upsample", argument, value, expected });
}
