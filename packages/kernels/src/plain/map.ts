import type { Matrix, ProductMap } from "../maps.js";
import { place } from "../placement.js";
import { product } from "../walk.js";
import type { Operand } from "./product.js";

/** c += a · b for every group of every sample, by `addProduct` or `addDirectly` on ordinary arrays. */
export function runPlain(
  multiply: (a: Operand, b: Operand, c: Operand) => void,
  map: ProductMap,
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
): void {
  const [own, placed] = [product(map.placement.input), product(map.placement.shape)];
  const copy = new Float32Array(map.channels * placed);
  for (let sample = 0; sample < map.batch; sample++)
    for (let group = 0; group < map.groups; group++) {
      const block = sample * map.groups + group;
      place(map.placement, { data: b, base: block * map.channels * own, channels: map.channels }, copy, 0);
      for (const factors of map.products)
        multiply(
          operand(a, (map.a.perSample ? block : group) * map.a.size, factors.a),
          operand(copy, 0, factors.b),
          operand(c, (map.c.perSample ? block : group) * map.c.size, factors.c),
        );
    }
}

const operand = (data: Float32Array, base: number, { outer, inner }: Matrix): Operand => ({
  data,
  base,
  outer: outer.list(),
  inner: inner.list(),
});
