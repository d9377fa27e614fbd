import {
  checkOptions,
  type Data,
  type DefinedOperation,
  defineOp,
  elementCost,
  type HasOperation,
  LimitError,
  requireInteger,
  ShapeError,
  type Spec,
  sameShape,
  sizeOf,
  type Tensor,
  withOperation,
} from "@convkit/tensor";
import { checkRank } from "../geometry.js";
import { type PerAxis, perAxis, type Rank } from "../options.js";

export interface MaxUnpoolOptions {
  /** Spatial size of the result: that of the input of the pooling. */
  inputSize: PerAxis;
}

interface Places {
  /** Shape of the values. */
  readonly from: readonly number[];
  /** Shape of the result, in which each value has a place. */
  readonly to: readonly number[];
}

export type MaxUnpool = ((y: Tensor, indices: Tensor, options: MaxUnpoolOptions) => Tensor) &
  HasOperation<MaxUnpoolOptions, Places>;

/** Calls `visit` with the offsets of each value and its place; of values with one place, for the last only. */
function eachPlaced(
  operation: string,
  { from, to }: Places,
  indices: Data,
  visit: (value: number, place: number) => void,
): void {
  const [planes, values, places] = [from[0] * from[1], sizeOf(from.slice(2)), sizeOf(to.slice(2))];
  const wrong = indices.find((index: number) => index < 0 || index >= places);
  if (wrong !== undefined) {
    throw new LimitError({
      operation,
      argument: "indices",
      value: wrong,
      found: `hold ${wrong}`,
      expected: `must be from 0 to ${places - 1}, positions in a plane of ${to.slice(2).join(" × ")}`,
    });
  }
  const last = new Int32Array(places);
  for (let plane = 0; plane < planes; plane++) {
    const start = plane * values;
    for (let i = 0; i < values; i++) last[indices[start + i]] = i;
    for (let i = 0; i < values; i++) {
      const at = indices[start + i];
      if (last[at] === i) visit(start + i, plane * places + at);
    }
  }
}

function maxUnpool(rank: Rank): MaxUnpool {
  const name = `maxUnpool${rank}d`;

  // Linear, and each the adjoint of the other: one puts values into their places, the other takes them out.
  const put: DefinedOperation<MaxUnpoolOptions, Places> = defineOp<MaxUnpoolOptions, Places>({
    name,
    inputs: [{ name: "y" }, { name: "indices", differentiable: false }],
    params: (options, [y, indices]) => places(name, rank, options, y, indices),
    outputs: ({ to }, [y]) => [{ shape: to, dtype: y.dtype }],
    forward: (p, [y, indices], [x]) =>
      eachPlaced(name, p, indices, (value, place) => {
        x[place] = y[value];
      }),
    vjp: (p, { inputs: [, indices], dy: [dy] }) => take.at(p, [dy, indices]),
    cost: elementCost(0),
  });

  const take: DefinedOperation<Places, Places> = defineOp<Places, Places>({
    name: `${name}InputGrad`,
    inputs: [{ name: "x" }, { name: "indices", differentiable: false }],
    params: (p) => p,
    outputs: ({ from }, [x]) => [{ shape: from, dtype: x.dtype }],
    forward: (p, [x, indices], [y]) =>
      eachPlaced(name, p, indices, (value, place) => {
        y[value] = x[place];
      }),
    vjp: (p, { inputs: [, indices], dy: [dy] }) => put.at(p, [dy, indices]),
    cost: elementCost(0),
  });

  return withOperation(
    put,
    (y: Tensor, indices: Tensor, options: MaxUnpoolOptions) => put([y, indices], options)[0],
  );
}

function places(operation: string, rank: Rank, options: MaxUnpoolOptions, y: Spec, indices: Spec): Places {
  checkOptions(operation, options, ["inputSize"]);
  requireInteger(operation, "indices", indices);
  checkRank(operation, "y", y.shape, rank + 2, `[N, C${", …".repeat(rank)}]`);
  if (!sameShape(y.shape, indices.shape)) {
    throw new ShapeError({
      operation,
      argument: "indices",
      found: `have shape [${indices.shape.join(", ")}]`,
      value: indices.shape,
      expected: `must have y's shape [${y.shape.join(", ")}]`,
    });
  }
  const size = perAxis(operation, "inputSize", options.inputSize, rank, 1);
  return { from: y.shape, to: [...y.shape.slice(0, 2), ...size] };
}

/** Unpooling of sequences: y [N, C, L′]; otherwise as `maxUnpool2d`. */
export const maxUnpool1d: MaxUnpool = maxUnpool(1);

/**
 * Puts each maximum back where `maxPool2dWithIndices` found it, zeros elsewhere (Zeiler & Fergus 2014,
 * §2.1). Where windows overlap and several values have one place, the last in row-major order stays and
 * alone has a gradient.
 * @param y [N, C, H′, W′]
 * @param indices int32, y's shape: row-major positions in a plane of `inputSize`
 * @returns [N, C, …inputSize]
 * @throws ShapeError, DtypeError, OptionError; LimitError for an index outside the plane
 * @example maxUnpool2d(tensor([[[[4]]]]), tensor([2], [1, 1, 1, 1], "int32"), { inputSize: 2 }).toArray() // [[[[0, 0], [4, 0]]]]
 */
export const maxUnpool2d: MaxUnpool = maxUnpool(2);

/** Unpooling of volumes: y [N, C, D′, H′, W′]; otherwise as `maxUnpool2d`. */
export const maxUnpool3d: MaxUnpool = maxUnpool(3);
