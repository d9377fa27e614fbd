import { FormatError, formatValue } from "@convkit/tensor";

/** The contents of a file. A Node `Buffer` is a Uint8Array. */
export type Bytes = Uint8Array | ArrayBuffer;

/** One view of whatever bytes were given; copies nothing and respects a view's own offset. */
export function viewOf(operation: string, bytes: Bytes): DataView {
  if (ArrayBuffer.isView(bytes)) return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // By name, since an ArrayBuffer of another realm (a notebook's) is no instance of this one.
  if (Object.prototype.toString.call(bytes) === "[object ArrayBuffer]") return new DataView(bytes);
  throw new FormatError({
    operation,
    argument: "bytes",
    value: bytes,
    found: `is ${typeof bytes === "object" ? "no byte array" : formatValue(bytes)}`,
    expected: "must be a Uint8Array or an ArrayBuffer",
  });
}

/** Some of a view's bytes, without a copy. */
export function part(view: DataView, start: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, length);
}
