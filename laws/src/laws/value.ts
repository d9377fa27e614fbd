import { expectClose } from "../close.js";
import { fromTensor } from "../nd.js";
import { type Case, call, makeInputs, type Row } from "../row.js";

/** In float64 the result is the naive definition's. */
export function value(row: Row, at: Case = row): void {
  const inputs = makeInputs(at);
  const y = call(row, inputs, at);
  const expected = row.reference(inputs.map(fromTensor), at.options);
  expectClose([...y.shape], [...expected.shape], 0);
  expectClose(y.data, expected.data, 1e-13);
}
