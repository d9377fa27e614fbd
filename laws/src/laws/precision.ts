import { expectClose } from "../close.js";
import { call, makeInputs, type Row } from "../row.js";

const roundoff = 2 ** -24;

/**
 * In float32 the result differs from float64's, on the same inputs, by no more than rounding each of the
 * operations that go into an element may add (Higham 2002, §3.1: γₙ ≈ n·u).
 */
export function precision(row: Row): void {
  const single = makeInputs(row, "float32");
  const double = single.map((input) => (input.dtype === "float32" ? input.to("float64") : input));
  const y = call(row, double);
  const { macs = 0, other = 0 } = row.cost;
  const depth = 2 + (2 * macs + other) / Math.max(1, y.size);
  expectClose(call(row, single).data, y.data, depth * roundoff);
}
