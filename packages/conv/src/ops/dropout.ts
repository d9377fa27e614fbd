import {
  checkOptions,
  type DefinedOperation,
  defineOp,
  elementCost,
  type HasOperation,
  OptionError,
  requireFloat,
  seededRandom,
  type Tensor,
  withOperation,
} from "@convkit/tensor";

export interface DropoutOptions {
  /** Probability of an element to become 0. Default 0.5. */
  rate?: number;
  /** Needed in training. The same seed drops the same elements: use another at every step. */
  seed?: number;
  /** False: x as it is. Default true. */
  training?: boolean;
}

interface Mask {
  readonly rate: number;
  readonly seed: number;
}

function maskOf(options: DropoutOptions): Mask | undefined {
  checkOptions("dropout", options, ["rate", "seed", "training"]);
  const { rate = 0.5, seed, training = true } = options;
  const refuse = (argument: string, value: unknown, expected: string, found?: string): never => {
    throw new OptionError({ operation: "dropout", argument, value, expected, found });
  };
  if (!(typeof rate === "number" && rate >= 0 && rate < 1))
    refuse("rate", rate, "must be from 0 up to, but not, 1");
  if (typeof training !== "boolean") refuse("training", training, "must be true or false");
  if (!training) return undefined;
  if (!Number.isSafeInteger(seed))
    refuse(
      "seed",
      seed,
      "must be a whole number, another at every step",
      seed === undefined ? "is missing" : undefined,
    );
  return { rate, seed: seed as number };
}

// Linear, and its own adjoint: the mask is the seed's.
const apply: DefinedOperation<Mask, Mask> = defineOp<Mask, Mask>({
  name: "dropout",
  inputs: [{ name: "x" }],
  params(mask, [x]) {
    requireFloat("dropout", "x", x);
    return mask;
  },
  outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
  forward({ rate, seed }, [x], [y]) {
    const random = seededRandom(seed);
    for (let i = 0; i < y.length; i++) y[i] = random.uniform() < rate ? 0 : x[i] / (1 - rate);
  },
  vjp: (mask, { dy: [dy] }) => apply.at(mask, [dy]),
  cost: elementCost(1),
});

/**
 * Inverted dropout: in training each element is 0 with probability `rate`, else divided by 1 − rate, so that
 * evaluation needs no scaling (Srivastava et al. 2014, §10).
 * @throws OptionError where training has no seed, or the rate is not in [0, 1); DtypeError
 * @example dropout(tensor([1, 2]), { training: false }).toArray() // [1, 2]
 */
export const dropout: ((x: Tensor, options: DropoutOptions) => Tensor) & HasOperation<Mask, Mask> =
  withOperation(apply, (x: Tensor, options: DropoutOptions = {}) => {
    const mask = maskOf(options);
    return mask ? apply([x], mask)[0] : x;
  });
