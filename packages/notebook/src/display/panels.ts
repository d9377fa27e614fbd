/** A tensor by its public face, so that no tensor package needs loading and any library's tensors are drawn. */
export interface TensorLike {
  shape: readonly number[];
  dtype: string;
  data: ArrayLike<number>;
}

/** One 2-D slice of a tensor; `label` are its leading indices. */
export interface Panel {
  label: string;
  rows: number;
  columns: number;
  values: ArrayLike<number>;
}

export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== "object" || value === null) return false;
  const { shape, dtype, isAbstract } = value as Partial<TensorLike> & { isAbstract?: boolean };
  if (isAbstract) return false; // traced: a shape without values, shown as text
  return (
    Array.isArray(shape) && shape.every(Number.isInteger) && typeof dtype === "string" && "data" in value
  );
}

/** The last two axes as pictures, labelled by the leading ones where there are several; a vector is one row. */
export function panelsOf({ shape, data }: TensorLike): Panel[] {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const leading = shape.slice(0, -2);
  const count = leading.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, n) => {
    const index: number[] = [];
    let rest = n;
    for (const size of [...leading].reverse()) {
      index.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    const values = Array.prototype.slice.call(data, n * rows * columns, (n + 1) * rows * columns);
    return { label: count > 1 ? `[${index.join(", ")}]` : "", rows, columns, values };
  });
}

/** The panel by means over blocks of `side`², so that no side keeps more than `most` cells. */
export function shrink(panel: Panel, most: number): Panel & { side: number } {
  const side = Math.ceil(Math.max(panel.rows, panel.columns) / most);
  if (side <= 1) return { ...panel, side: 1 };
  const rows = Math.ceil(panel.rows / side);
  const columns = Math.ceil(panel.columns / side);
  const values = Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    let count = 0;
    const top = Math.floor(i / columns) * side;
    const left = (i % columns) * side;
    for (let r = top; r < Math.min(top + side, panel.rows); r++) {
      for (let c = left; c < Math.min(left + side, panel.columns); c++, count++)
        sum += panel.values[r * panel.columns + c];
    }
    return sum / count;
  });
  return { label: panel.label, rows, columns, values, side };
}
