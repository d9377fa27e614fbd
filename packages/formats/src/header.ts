import { FormatError, formatValue, LimitError, sizeOf } from "@convkit/tensor";
import { strFromU8 } from "fflate";
import { part } from "./bytes.js";
import { type Literal, parseLiteral } from "./literal.js";

/** What an .npy file says of itself before its elements begin. */
export interface Header {
  readonly descr: Literal;
  readonly fortranOrder: boolean;
  readonly shape: number[];
  /** Where the elements begin. */
  readonly start: number;
}

const magic = "\x93NUMPY";
/** More than any description of numbers needs; text beyond it is not even decoded. */
const longest = 2 ** 20;
/** NumPy's own bound on the number of axes. */
const mostAxes = 64;

/**
 * Reads the header: magic, version, length (2 bytes in version 1, 4 in 2 and 3), a Python dict
 * (NEP 1; `numpy.lib.format`).
 * @throws FormatError, LimitError
 */
export function readHeader(operation: string, view: DataView): Header {
  const refuse = (found: string, expected: string, value?: unknown): never => {
    throw new FormatError({ operation, argument: "file", found, expected, value });
  };
  const have = view.byteLength;
  if (have < magic.length || strFromU8(part(view, 0, magic.length), true) !== magic)
    refuse("does not begin with \\x93NUMPY", "must be an .npy file");
  if (have < 10) refuse(`ends after ${have} bytes`, "the header's length comes at byte 8");
  const version = view.getUint8(6);
  if (version < 1 || version > 3 || view.getUint8(7) !== 0)
    refuse(`has format version ${version}.${view.getUint8(7)}`, "must be 1.0, 2.0 or 3.0");
  const wide = version > 1;
  if (wide && have < 12) refuse(`ends after ${have} bytes`, "the header's length takes 4 bytes from byte 8");
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  if (start > have) refuse(`has ${have} bytes`, `its header alone needs ${start}`);
  if (length > longest) {
    throw new LimitError({
      operation,
      argument: "header",
      found: `has ${length} bytes`,
      value: length,
      expected: `must have at most ${longest}`,
    });
  }
  const text = strFromU8(part(view, start - length, length), version < 3);
  return { ...parseHeader(operation, text), start };
}

function parseHeader(operation: string, text: string): Omit<Header, "start"> {
  const refuse = (argument: string, found: string, expected: string): never => {
    throw new FormatError({ operation, argument, found, expected });
  };
  const dict = parseLiteral(text);
  const keys = dict instanceof Map ? [...dict.keys()].sort().join(", ") : undefined;
  if (!(dict instanceof Map) || keys !== "descr, fortran_order, shape")
    return refuse("header", `is ${excerpt(text)}`, "must be a dict of descr, fortran_order and shape");
  const shape = dict.get("shape");
  const order = dict.get("fortran_order");
  const isExtent = (extent: Literal): extent is number => Number.isSafeInteger(extent) && Number(extent) >= 0;
  if (!Array.isArray(shape) || !shape.every(isExtent) || shape.length > mostAxes)
    return refuse("shape", `is ${formatValue(shape)}`, `must be at most ${mostAxes} whole numbers ≥ 0`);
  if (!shape.includes(0) && !Number.isSafeInteger(sizeOf(shape)))
    return refuse("shape", `is ${formatValue(shape)}`, "its number of elements must stay below 2^53");
  if (typeof order !== "boolean")
    return refuse("fortran_order", `is ${formatValue(order)}`, "must be True or False");
  return { descr: dict.get("descr")!, fortranOrder: order, shape };
}

const excerpt = (text: string): string => {
  const line = text.trim().replace(/[^\x20-\x7e]/g, "?");
  return line.length > 80 ? `${line.slice(0, 80)}…` : line || "empty";
};
