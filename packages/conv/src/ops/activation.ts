import {
  checkOptions,
  type Data,
  defineOp,
  elementCost,
  type FastImplementation,
  type HasOperation,
  OptionError,
  requireFloat,
  type Tensor,
  withOperation,
} from "@convkit/tensor";

export type Activation<Options = object> = ((x: Tensor, options?: Partial<Options>) => Tensor) &
  HasOperation<Partial<Options>, Options>;

/** What is needed to write an activation down: its value, and its gradient in operations. */
export interface ActivationRule<Options> {
  name: string;
  /** The options with the values they have where they are left out; numbers must be finite. */
  defaults: Options;
  /** Legal values of an option that is a word. */
  words?: { [Name in keyof Options]?: readonly string[] };
  /** Writes all of y, as in tensor's `unary`. */
  each: (x: Data, y: Data, options: Options) => void;
  vjp: (at: { x: Tensor; y: Tensor; dy: Tensor }, options: Options) => Tensor;
  fast?: readonly FastImplementation<Options>[];
}

/** An operation on each element by itself, as tensor's `unary`, with options. */
export function activation<Options extends object>(rule: ActivationRule<Options>): Activation<Options> {
  const { name, each, defaults, fast } = rule;
  const apply = defineOp<Partial<Options>, Options>({
    name,
    inputs: [{ name: "x" }],
    params(options, [x]) {
      checkOptions(name, options, Object.keys(defaults));
      requireFloat(name, "x", x);
      for (const [argument, value] of Object.entries(options)) {
        const words = rule.words?.[argument as keyof Options];
        if (words ? words.includes(value as string) : Number.isFinite(value)) continue;
        const expected = words
          ? `must be ${words.map((word) => `"${word}"`).join(" or ")}`
          : "must be a number";
        throw new OptionError({ operation: name, argument, value, expected });
      }
      return { ...defaults, ...options };
    },
    outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
    forward: (options, [x], [y]) => each(x, y, options),
    vjp: (options, { inputs: [x], outputs: [y], dy: [dy] }) => [rule.vjp({ x, y, dy }, options)],
    cost: elementCost(1),
    fast,
  });
  return withOperation(apply, (x: Tensor, options: Partial<Options> = {}) => apply([x], options)[0]);
}
