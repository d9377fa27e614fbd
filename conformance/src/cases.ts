import { readFileSync } from "node:fs";
import { readNpz } from "@convkit/formats";
import { type DType, Tensor } from "@convkit/tensor";

/** A case's row in cases.json, without the tensors. */
export interface Row {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
}

export interface Cases<R extends Row> {
  readonly rows: readonly R[];
  /** The tensor that a case stores under a name, if it does; float ones in the wanted element type. */
  tensorOf(row: R, name: string, dtype: DType): Tensor | undefined;
}

export function readCases<R extends Row>(folder: "onnx" | "torch"): Cases<R> {
  const fileOf = (name: string): Buffer => readFileSync(new URL(`../${folder}/${name}`, import.meta.url));
  const arrays = readNpz(fileOf("arrays.npz"));
  return {
    rows: JSON.parse(fileOf("cases.json").toString("utf8")),
    tensorOf(row, name, dtype) {
      const stored = arrays[`${row.name}/${name}`];
      return stored && stored.dtype !== "int32" ? stored.to(dtype) : stored;
    },
  };
}

/** The element of a list that belongs to a spatial rank of 1, 2 or 3. */
export function ofRank<T>(rank: number, ...each: readonly [T, T, T]): T {
  return each[rank - 1];
}

/** Largest |a − b| in units of the largest |b|, or of 1; infinite where shapes, NaN or infinities disagree. */
export function distance(a: Tensor | undefined, b: Tensor): number {
  if (!(a instanceof Tensor) || String(a.shape) !== String(b.shape)) return Number.POSITIVE_INFINITY;
  let [scale, worst] = [1, 0];
  for (const value of b.data) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  for (let i = 0; i < b.data.length; i++) {
    if (Object.is(a.data[i], b.data[i])) continue;
    const error = Math.abs(a.data[i] - b.data[i]);
    worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
  }
  return worst / scale;
}
