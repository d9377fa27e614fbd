import { addEntry, columnOf } from "./column.js";
import { type Comparison, Tally } from "./comparison.js";
import type { Pullback } from "./pullback.js";
import { scalesOf } from "./step.js";
import type { Subject } from "./subject.js";

/**
 * Compares every derivative of every output by every input element: a row of the Jacobian for each
 * cotangent that is 1 in one place, a column for each element that is moved.
 */
export function compareJacobians(subject: Subject, { pullback }: Pullback, rtol: number): Comparison[] {
  const outputs = subject.value.length;
  const rows = Array.from({ length: outputs }, (_, output) => pullback(unit(outputs, output)));
  return subject.wrt.map((input, position) => {
    const { size, data } = subject.inputs[input];
    const scales = scalesOf(data);
    const tally = new Tally(rtol);
    const jacobian = {
      gradient: new Float64Array(outputs * size),
      numeric: new Float64Array(outputs * size),
    };
    for (let element = 0; element < size; element++) {
      const column = columnOf(subject, input, element, scales[element]);
      const edge = column.some(({ kink, left, right }) => kink && !Number.isFinite(right - left));
      column.forEach((numeric, output) => {
        const gradient = rows[output][position][element];
        // Where one output leaves its domain, the others' rows meet its ∞ as 0·∞.
        if (edge && !numeric.kink && Number.isNaN(gradient)) return;
        jacobian.gradient[output * size + element] = gradient;
        jacobian.numeric[output * size + element] = numeric.value;
        addEntry(tally, { subject, input, rtol }, [output, element], gradient, numeric);
      });
    }
    return { ...tally.result(), jacobian };
  });
}

/** 1 in one place, 0 elsewhere. */
export function unit(size: number, place: number): Float64Array {
  const vector = new Float64Array(size);
  vector[place] = 1;
  return vector;
}
