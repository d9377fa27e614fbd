import { ConvKitError, type Data, FormatError, LimitError, sizeOf, stridesOf, Tensor } from "@convkit/tensor";
import { type Bytes, viewOf } from "./bytes.js";
import { decode, descrOf, encode, layoutOf } from "./elements.js";
import { readHeader } from "./header.js";

/**
 * Reads an .npy file (versions 1 to 3, C and Fortran order, either byte order).
 *
 * f2 and f4 become float32, f8 float64, booleans and integers int32. Wider whole numbers become int32 if
 * all fit, else float64 if every one is exact (within ±(2^53 − 1)); nothing is rounded.
 *
 * @param bytes the file's contents, at any offset in their buffer
 * @throws FormatError when the file is not what it says, or holds anything but real numbers; LimitError
 *   when its header is out of all proportion; DtypeError when a 64-bit number has no exact place. All
 *   before the elements are taken into memory.
 * @example readNpy(writeNpy(tensor([[1, 2], [3, 4]]))).toArray() // [[1, 2], [3, 4]]
 */
export function readNpy(bytes: Bytes): Tensor {
  return readArray("readNpy", viewOf("readNpy", bytes));
}

/** `readNpy` under the name that errors should mention. */
export function readArray(operation: string, view: DataView): Tensor {
  const { descr, fortranOrder, shape, start } = readHeader(operation, view);
  const layout = layoutOf(operation, descr);
  // A product of extents with a zero among them is 0, though the others' may overflow.
  const size = shape.includes(0) ? 0 : sizeOf(shape);
  const [promised, held] = [size * layout.bytes, view.byteLength - start];
  if (promised !== held) {
    throw new FormatError({
      operation,
      argument: "file",
      found: `holds ${held} bytes of elements`,
      value: held,
      expected: `shape [${shape.join(", ")}] of ${descr} needs ${promised}`,
      fix: promised < held ? "cut off what follows the array" : undefined,
    });
  }
  const { data, dtype } = decode(operation, view, start, size, layout);
  return new Tensor({ shape, dtype }, fortranOrder ? rowMajor(data, shape) : data);
}

/** Elements stored with the first axis running fastest, put in order with the last one fastest. */
function rowMajor(data: Data, shape: readonly number[]): Data {
  const out = data.slice();
  const strides = stridesOf(shape);
  const index = shape.map(() => 0);
  for (let from = 0, to = 0; from < data.length; from++) {
    out[to] = data[from];
    for (let axis = 0; axis < shape.length; axis++) {
      to += strides[axis];
      if (++index[axis] < shape[axis]) break;
      to -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/**
 * Writes a tensor as an .npy file: version 1.0, C order, little-endian, elements on a multiple of 64
 * bytes; the bytes that NumPy writes.
 *
 * @throws ConvKitError when given anything but a tensor with values
 * @example writeNpy(zeros([2, 3])).length // 152
 */
export function writeNpy(tensor: Tensor): Uint8Array {
  return writeArray("writeNpy", tensor);
}

/** `writeNpy` under the name that errors should mention. */
export function writeArray(operation: string, tensor: Tensor, argument = "tensor"): Uint8Array {
  if (!(tensor instanceof Tensor)) {
    throw new ConvKitError({ operation, argument, value: tensor, expected: "must be a tensor" });
  }
  const { shape, dtype, data } = tensor;
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const dict = `{'descr': '${descrOf[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const start = Math.ceil((10 + dict.length + 1) / 64) * 64;
  if (start - 10 > 0xffff) {
    throw new LimitError({
      operation,
      argument: "shape",
      found: `has ${shape.length} axes`,
      value: shape.length,
      expected: "the header of an .npy file holds 65535 bytes",
    });
  }
  const bytes = new Uint8Array(start + data.byteLength);
  const view = new DataView(bytes.buffer);
  const header = `\x93NUMPY\x01\x00..${dict.padEnd(start - 11)}\n`;
  for (let i = 0; i < start; i++) bytes[i] = header.charCodeAt(i);
  view.setUint16(8, start - 10, true);
  encode(view, start, data);
  return bytes;
}
