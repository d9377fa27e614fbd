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

/** Runs `f` and notes whether anything in it is rounded to float32. */
export function watchPrecision<R>(f: () => R): { result: R; usesFloat32: boolean } {
  let usesFloat32 = false;
  const interpreter: Interpreter = {
    name: "checkGrad",
    apply(call, next) {
      usesFloat32 ||= call.outputs.some(({ dtype }) => dtype === "float32");
      return next(call);
    },
  };
  return { result: withInterpreter(interpreter, f), usesFloat32 };
}
