import { abs, add, mul, OptionError, randn, ShapeError, sum, Tensor, zeros } from "@convkit/tensor";
import { vjpNamed } from "./vjp.js";

export interface EffectiveField {
  /** Mean absolute gradient of the unit by each input position, channels added up; its largest value is 1. */
  readonly map: Tensor;
  /** On each spatial axis the extent of what exceeds 4.55 % of the largest value. */
  readonly size: number[];
  /** The unit of the output that was followed, as spatial indices. */
  readonly unit: number[];
}

/** What is weaker than this share of the peak does not count: two standard deviations out, 95.45 % are inside. */
const threshold = 0.0455;

/**
 * What one unit of the output really looks at, by gradients: the effective receptive field, usually much
 * smaller than the theoretical one (Luo et al. 2016, "Understanding the effective receptive field", §3).
 *
 * @param f [1, C, …spatial] to [1, C′, …spatial]; the gradient of the middle unit, all channels, is taken
 * @param inputShape [1, C, …spatial]
 * @param options.samples random inputs to average over, default 4; seed default 0
 * @throws ShapeError when f does not return a batch of one map with as many spatial axes
 * @example effectiveReceptiveField((x) => mul(x, 2), [1, 1, 5]).size // [1]
 */
export function effectiveReceptiveField(
  f: (x: Tensor) => Tensor,
  inputShape: readonly number[],
  { samples = 4, seed = 0 }: { samples?: number; seed?: number } = {},
): EffectiveField {
  if (!Number.isSafeInteger(samples) || samples < 1) {
    throw new OptionError({
      operation: "effectiveReceptiveField",
      argument: "samples",
      value: samples,
      expected: "must be a whole number ≥ 1",
    });
  }
  const spatial = inputShape.slice(2);
  let total = zeros(spatial, "float64");
  let unit: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const x = randn(inputShape, { seed: seed + sample, dtype: "float64" });
    const { value, pullback } = vjpNamed("effectiveReceptiveField", f, [x] as const);
    checkValue(value, inputShape);
    unit = value.shape.slice(2).map((extent) => Math.floor(extent / 2));
    const gradient = pullback(oneHot(value, unit))[0];
    total = add(total, sum(abs(gradient), { axes: [0, 1] }));
  }
  const peak = Math.max(...total.data);
  const map = mul(total, peak > 0 ? 1 / peak : 0);
  return { map, size: extents(map), unit };
}

/** One in every channel at one position. */
function oneHot(value: Tensor, unit: readonly number[]): Tensor {
  const size = value.shape.slice(2).reduce((product, extent) => product * extent, 1);
  const at = value.shape.slice(2).reduce((index, extent, axis) => index * extent + unit[axis], 0);
  const data = new Float64Array(value.size);
  for (let channel = 0; channel < value.shape[1]; channel++) data[channel * size + at] = 1;
  return new Tensor(value, data);
}

function extents(map: Tensor): number[] {
  const seen = map.shape.map(() => ({ first: Number.POSITIVE_INFINITY, last: -1 }));
  map.data.forEach((value, index) => {
    if (value <= threshold) return;
    let rest = index;
    for (let axis = map.rank - 1; axis >= 0; axis--) {
      const position = rest % map.shape[axis];
      rest = Math.floor(rest / map.shape[axis]);
      seen[axis].first = Math.min(seen[axis].first, position);
      seen[axis].last = Math.max(seen[axis].last, position);
    }
  });
  return seen.map(({ first, last }) => Math.max(0, last - first + 1));
}

function checkValue(value: Tensor, inputShape: readonly number[]): void {
  if (value.rank === inputShape.length && value.rank > 2 && value.shape[0] === 1) return;
  throw new ShapeError({
    operation: "effectiveReceptiveField",
    argument: "f",
    found: `made [${value.shape.join(", ")}] of [${inputShape.join(", ")}]`,
    value: value.shape,
    expected: "must make [1, C, …] with as many spatial axes as its input",
  });
}
