import {
  add,
  bytesOf,
  type Call,
  ConvKitError,
  carriesGradient,
  type Interpreter,
  sameShape,
  type Tensor,
  zeros,
} from "@convkit/tensor";

interface Entry {
  readonly call: Call;
  readonly outputs: readonly Tensor[];
  readonly wanted: readonly boolean[];
}

/**
 * Records the operations that depend on its inputs, and walks them backward. Tensors are told apart by
 * identity; a tape holds no state beyond its own entries, so tapes nest and are freed with their pullback.
 */
export class Tape implements Interpreter {
  readonly name: string;
  readonly #dependent: Set<Tensor>;
  readonly #entries: Entry[] = [];

  constructor(name: string, inputs: readonly Tensor[]) {
    this.name = name;
    this.#dependent = new Set(inputs);
  }

  apply(call: Call, next: (call: Call) => Tensor[]): Tensor[] {
    const outputs = next(call);
    const wanted = call.inputs.map(
      (input, index) => this.#dependent.has(input) && carriesGradient(call.operation, index, input),
    );
    if (wanted.includes(true)) {
      this.#entries.push({ call, outputs, wanted });
      for (const output of outputs) this.#dependent.add(output);
    }
    return outputs;
  }

  /** Bytes of all tensors that the entries hold. */
  get bytesKept(): number {
    const kept = new Set(this.#entries.flatMap(({ call, outputs }) => [...call.inputs, ...outputs]));
    return bytesOf([...kept]);
  }

  /** Gradients of the tensors in `of`, given those of some outputs. Zeros where nothing flows. */
  backward(seeds: readonly (readonly [Tensor, Tensor])[], of: readonly Tensor[]): Tensor[] {
    const gradients = new Map<Tensor, Tensor>();
    const collect = (at: Tensor, gradient: Tensor): void => {
      const sum = gradients.get(at);
      gradients.set(at, sum ? add(sum, gradient) : gradient);
    };
    for (const [output, gradient] of seeds) collect(output, gradient);
    for (const { call, outputs, wanted } of [...this.#entries].reverse()) {
      if (!outputs.some((output) => gradients.has(output))) continue;
      const dy = outputs.map((output) => gradients.get(output) ?? zeros(output.shape, output.dtype));
      const { operation, params, inputs } = call;
      operation.vjp(params, { inputs, outputs, dy, wanted }).forEach((gradient, index) => {
        if (!wanted[index] || !gradient) return;
        checkGradient(call, index, gradient);
        collect(inputs[index], gradient);
      });
    }
    return of.map((tensor) => gradients.get(tensor) ?? zeros(tensor.shape, tensor.dtype));
  }
}

/** A rule that returns a gradient of another shape would go wrong far from its cause. */
function checkGradient({ operation, inputs }: Call, index: number, gradient: Tensor): void {
  const input = inputs[index];
  if (sameShape(input.shape, gradient.shape) && input.dtype === gradient.dtype) return;
  const { name } = operation.inputs[Math.min(index, operation.inputs.length - 1)];
  throw new ConvKitError({
    operation: `${operation.name} (gradient rule)`,
    argument: `gradient of ${name}`,
    found: `is ${gradient.dtype} [${gradient.shape.join(", ")}]`,
    value: gradient.shape,
    expected: `${name} is ${input.dtype} [${input.shape.join(", ")}]`,
  });
}
