import {
  allocate,
  checkOptions,
  type Data,
  type DType,
  LimitError,
  ShapeError,
  sizeOf,
  Tensor,
  tensor,
} from "@convkit/tensor";
import { type ConvSettings, convGeometry } from "./geometry.js";
import { eachProduct } from "./ops/bilinear.js";
import { type PerAxis, perAxis, type Rank } from "./options.js";
import { spatialSizes, taps } from "./taps.js";

export interface ConvMatrixOptions extends ConvSettings {
  /** Spatial size of the input, one number for all axes or one each. */
  inputSize: PerAxis;
}

/** Largest dense matrix that `toDense` will make, in elements. */
const denseLimit = 2 ** 28;

/** A sparse matrix by rows (CSR); `weightIndex` says which element of the weight each entry repeats. */
export class SparseMatrix {
  /** [rows, columns]. */
  readonly shape: readonly [number, number];
  /** Entries of row r are those from rowPointers[r] to rowPointers[r + 1]. */
  readonly rowPointers: Int32Array;
  readonly columns: Int32Array;
  readonly values: Data;
  /** Row-major position in the weight that each entry was taken from. */
  readonly weightIndex: Int32Array;
  readonly dtype: DType;

  constructor(shape: readonly [number, number], entries: Entries, values: Data, dtype: DType) {
    const { rowPointers, order } = groupByRow(shape[0], entries.rows);
    this.shape = shape;
    this.rowPointers = rowPointers;
    this.columns = order.map((entry) => entries.columns[entry]);
    this.weightIndex = order.map((entry) => entries.weightIndex[entry]);
    this.values = (values as Float64Array).slice();
    this.values.forEach((_, index) => {
      this.values[index] = values[order[index]];
    });
    this.dtype = dtype;
  }

  /** The matrix with its zeros, [rows, columns]. @throws LimitError above 2²⁸ elements */
  toDense(): Tensor {
    if (sizeOf(this.shape) > denseLimit) {
      throw new LimitError({
        operation: "convMatrix.toDense",
        argument: "matrix",
        found: `has ${this.shape[0]} × ${this.shape[1]} elements`,
        value: this.shape,
        expected: `must have at most ${denseLimit}`,
        fix: "work with rowPointers, columns and values",
      });
    }
    const dense = new Float64Array(sizeOf(this.shape));
    const rows = this.entryRows();
    for (let i = 0; i < rows.length; i++) dense[rows[i] * this.shape[1] + this.columns[i]] = this.values[i];
    return tensor(dense, this.shape, this.dtype);
  }

  /** Cᵀ, whose product is the transposed convolution. */
  transpose(): SparseMatrix {
    const entries = { rows: this.columns, columns: this.entryRows(), weightIndex: this.weightIndex };
    return new SparseMatrix([this.shape[1], this.shape[0]], entries, this.values, this.dtype);
  }

  private entryRows(): Int32Array {
    const rows = new Int32Array(this.columns.length);
    for (let row = 0; row < this.shape[0]; row++)
      rows.fill(row, this.rowPointers[row], this.rowPointers[row + 1]);
    return rows;
  }
}

interface Entries {
  rows: Int32Array;
  columns: Int32Array;
  weightIndex: Int32Array;
}

/** A stable counting sort: entries of one row stay in the order in which they came. */
function groupByRow(rowCount: number, rows: Int32Array): { rowPointers: Int32Array; order: Int32Array } {
  const rowPointers = new Int32Array(rowCount + 1);
  for (const row of rows) rowPointers[row + 1]++;
  for (let row = 0; row < rowCount; row++) rowPointers[row + 1] += rowPointers[row];
  const next = rowPointers.slice();
  const order = new Int32Array(rows.length);
  rows.forEach((row, entry) => {
    order[next[row]++] = entry;
  });
  return { rowPointers, order };
}

/**
 * The sparse matrix C with which a convolution of one flattened sample is a product: vec(y) = C·vec(x)
 * (Dumoulin & Visin 2016, §4.1).
 *
 * @param weight [Cout, Cin/groups, …kernel], 1 to 3 spatial axes
 * @returns C of shape [Cout · output positions, Cin · input positions]
 * @throws OptionError, ShapeError as `conv2d`
 * @example convMatrix(ones([1, 1, 3, 3]), { inputSize: 4 }).shape // [4, 16]
 */
export function convMatrix(weight: Tensor, options: ConvMatrixOptions): SparseMatrix {
  const rank = weight instanceof Tensor ? weight.rank - 2 : 0;
  if (rank < 1 || rank > 3) {
    throw new ShapeError({
      operation: "convMatrix",
      argument: "weight",
      value: weight instanceof Tensor ? weight.shape : weight,
      expected: "must be a tensor [Cout, Cin/groups, …1 to 3 kernel sizes]",
    });
  }
  const { inputSize, ...settings } = options;
  checkOptions("convMatrix", settings, ["stride", "padding", "dilation", "groups"]);
  const input = perAxis("convMatrix", "inputSize", inputSize, rank, 1);
  const channels = weight.shape[1] * (settings.groups ?? 1);
  const x = { shape: [1, channels, ...input], dtype: weight.dtype };
  const geometry = convGeometry("convMatrix", rank as Rank, settings, [x, weight]);
  const size = spatialSizes(geometry.window);
  const perPair = taps(geometry.window).output.length; // entries for one output and one input channel
  const count = perPair * geometry.outChannels * weight.shape[1];
  const list = (): Int32Array => allocate("convMatrix", "int32", count) as Int32Array;
  const entries = { rows: list(), columns: list(), weightIndex: list() };
  const values = allocate("convMatrix", weight.dtype, count);
  let next = 0;
  eachProduct(geometry, (i, w, o) => {
    entries.rows[next] = o;
    entries.columns[next] = i;
    entries.weightIndex[next] = w;
    values[next++] = weight.data[w];
  });
  const shape = [geometry.outChannels * size.output, channels * size.input] as const;
  return new SparseMatrix(shape, entries, values, weight.dtype);
}
