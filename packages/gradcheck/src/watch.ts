import { type Interpreter, withInterpreter } from "@convkit/tensor";

/**
 * Runs `f` and notes in `missing` the gradient rules that, when asked later, return nothing for an input
 * that wants a gradient. The tape takes that for zero, which is right for a step function and else a fault.
 */
export function watchRules<R>(missing: Set<string>, f: () => R): R {
  return withInterpreter(
    {
      name: "checkGrad",
      apply(call, next) {
        const { operation } = call;
        const vjp: typeof operation.vjp = (params, at) => {
          const gradients = operation.vjp(params, at);
          at.wanted.forEach((wanted, index) => {
            if (!wanted || gradients[index]) return;
            const { name } = operation.inputs[Math.min(index, operation.inputs.length - 1)];
            missing.add(`${operation.name} returns no gradient of ${name}`);
          });
          return gradients;
        };
        return next({ ...call, operation: Object.create(operation, { vjp: { value: vjp } }) });
      },
    },
    f,
  );
}

/** What the arithmetic inside a function says of its accuracy. */
export interface Inside {
  /** Whether anything is rounded to float32. */
  usesFloat32: boolean;
  /** The largest finite number on the way: what comes after may have lost as many digits. */
  largest: number;
}

/** Runs `f` and looks at what its operations return. */
export function watchInside<R>(f: () => R): { result: R; inside: Inside } {
  const inside: Inside = { usesFloat32: false, largest: 0 };
  const interpreter: Interpreter = {
    name: "checkGrad",
    apply(call, next) {
      const outputs = next(call);
      for (const { dtype, data } of outputs) {
        if (dtype === "int32") continue;
        inside.usesFloat32 ||= dtype === "float32";
        for (let i = 0; i < data.length; i++) {
          const size = Math.abs(data[i]);
          if (size > inside.largest && size < Number.POSITIVE_INFINITY) inside.largest = size;
        }
      }
      return outputs;
    },
  };
  return { result: withInterpreter(interpreter, f), inside };
}
