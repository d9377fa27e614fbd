import { allocate, type Data, type DType, DtypeError, FormatError } from "@convkit/tensor";

type Read = (view: DataView, offset: number, little: boolean) => number | bigint;

/** How one kind of element is stored: NumPy's code, its bytes, and the number they make. */
interface Element {
  readonly bytes: number;
  readonly read: Read;
  /** The tensor's element type; whole numbers too wide for int32 have none of their own. */
  readonly dtype: DType | "whole";
}

const element = (bytes: number, dtype: Element["dtype"], read: Read): Element => ({ bytes, dtype, read });

const elements: Record<string, Element> = {
  f2: element(2, "float32", (view, at, little) => half(view.getUint16(at, little))),
  f4: element(4, "float32", (view, at, little) => view.getFloat32(at, little)),
  f8: element(8, "float64", (view, at, little) => view.getFloat64(at, little)),
  b1: element(1, "int32", (view, at) => Number(view.getUint8(at) !== 0)),
  i1: element(1, "int32", (view, at) => view.getInt8(at)),
  u1: element(1, "int32", (view, at) => view.getUint8(at)),
  i2: element(2, "int32", (view, at, little) => view.getInt16(at, little)),
  u2: element(2, "int32", (view, at, little) => view.getUint16(at, little)),
  i4: element(4, "int32", (view, at, little) => view.getInt32(at, little)),
  u4: element(4, "whole", (view, at, little) => view.getUint32(at, little)),
  i8: element(8, "whole", (view, at, little) => view.getBigInt64(at, little)),
  u8: element(8, "whole", (view, at, little) => view.getBigUint64(at, little)),
};

/** An element kind in one byte order. */
export interface Layout extends Element {
  readonly little: boolean;
}

/** The layout that a `descr` asks for. @throws FormatError naming the descr of anything but real numbers */
export function layoutOf(operation: string, descr: unknown): Layout {
  const [, order, code] = typeof descr === "string" ? (descr.match(/^([<>|=]?)(.*)$/s) ?? []) : [];
  // Without an order it is the writer's own, which is little-endian on today's machines.
  if (code !== undefined && Object.hasOwn(elements, code))
    return { ...elements[code], little: order !== ">" };
  throw new FormatError({
    operation,
    argument: "descr",
    value: descr,
    expected: `only real numbers can be read (${Object.keys(elements).join(", ")})`,
    fix: 'in Python, save each field on its own or convert with .astype("float32")',
  });
}

/** Decodes `size` elements from `start`. Whole numbers become int32 if all fit, else float64 if all are exact. */
export function decode(
  operation: string,
  view: DataView,
  start: number,
  size: number,
  layout: Layout,
): { data: Data; dtype: DType } {
  const { bytes, read, little, dtype } = layout;
  const at = (index: number): number | bigint => read(view, start + index * bytes, little);
  const type = dtype === "whole" ? narrowest(operation, at, size) : dtype;
  const data = allocate(operation, type, size);
  for (let index = 0; index < size; index++) data[index] = Number(at(index));
  return { data, dtype: type };
}

function narrowest(operation: string, at: (index: number) => number | bigint, size: number): DType {
  let fits = true;
  for (let index = 0; index < size; index++) {
    const value = at(index);
    const number = Number(value);
    if (!Number.isSafeInteger(number)) {
      throw new DtypeError({
        operation,
        argument: `element ${index}`,
        value,
        expected: "a tensor holds whole numbers exactly within ±(2^53 − 1) only",
        fix: 'in Python, convert with .astype("float64") if rounding is meant',
      });
    }
    fits &&= (number | 0) === number;
  }
  return fits ? "int32" : "float64";
}

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * 2 ** (exponent - 25) * (1024 + fraction) : sign * 2 ** -24 * fraction;
}

/** NumPy's code for each element type that a tensor can have. */
export const descrOf: Record<DType, string> = { float32: "<f4", float64: "<f8", int32: "<i4" };

/** Writes elements little-endian, whatever the machine. */
export function encode(view: DataView, start: number, data: Data): void {
  const { BYTES_PER_ELEMENT: bytes } = data;
  for (let index = 0; index < data.length; index++) {
    const at = start + index * bytes;
    if (data instanceof Float32Array) view.setFloat32(at, data[index], true);
    else if (data instanceof Float64Array) view.setFloat64(at, data[index], true);
    else view.setInt32(at, data[index], true);
  }
}
