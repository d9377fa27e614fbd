import { grad } from "@convkit/autograd";
import {
  avgPool2d,
  batchNorm2d,
  conv2d,
  convTranspose2d,
  globalAvgPool,
  linear,
  maxPool2d,
  relu6,
  softmax,
} from "@convkit/conv";
import {
  add,
  concat,
  type DType,
  maximum,
  mean,
  mul,
  randn,
  relu,
  reshape,
  square,
  type Tensor,
  tensor,
  trace,
} from "@convkit/tensor";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { choose } from "./choose.js";
import { evaluateConstants, withoutDead } from "./constants.js";
import { foldAffine } from "./fold.js";
import { compile } from "./index.js";
import { layOut } from "./layout.js";
import { networkOf } from "./network.js";

/** One step of a random network: which operation, on which of the values so far, and numbers to choose its sizes by. */
interface Choice {
  readonly kind: keyof typeof kinds;
  readonly of: number;
  readonly with: number;
  readonly size: number;
  readonly seed: number;
}

/** What an operation may use: the value chosen, another of its kind where there is one, and constants. */
interface Given {
  readonly x: Tensor;
  readonly like: (fits: (other: Tensor) => boolean) => Tensor | undefined;
  readonly size: number;
  readonly random: (...shape: number[]) => Tensor;
  /** The algorithm, where there is one: not in float64. */
  readonly by: (algorithm: string) => string;
}

const kinds: Record<string, (given: Given) => Tensor> = {
  conv({ x, size, random, by }) {
    const [kernel, stride, dilation] = [1 + (size % 3), 1 + (size % 2), 1 + (size % 4 === 3 ? 1 : 0)];
    const padding = Math.floor((dilation * (kernel - 1)) / 2) + (size % 5 === 0 ? 1 : 0);
    const groups = x.shape[1] % 2 === 0 && size % 3 === 1 ? 2 : 1;
    const channels = groups * (1 + (size % 4));
    const bias = size % 2 ? random(channels) : undefined;
    const algorithm = by(size % 7 < 4 ? "simd" : "auto");
    const weight = scaled(random(channels, x.shape[1] / groups, kernel, kernel));
    return x.shape[2] + 2 * padding > dilation * (kernel - 1) &&
      x.shape[3] + 2 * padding > dilation * (kernel - 1)
      ? conv2d(x, weight, { bias, stride, dilation, padding, groups, algorithm })
      : x;
  },
  winograd: ({ x, size, random, by }) =>
    conv2d(x, scaled(random(1 + (size % 6), x.shape[1], 3, 3)), {
      padding: 1,
      algorithm: by(size % 2 ? "winograd4x4" : "winograd2x2"),
    }),
  depthwise: ({ x, random, by }) =>
    conv2d(x, random(x.shape[1], 1, 3, 3), {
      padding: 1,
      groups: x.shape[1],
      algorithm: by("simd-depthwise"),
    }),
  transposed: ({ x, size, random, by }) =>
    x.shape[2] * x.shape[3] > 60
      ? x
      : convTranspose2d(x, scaled(random(x.shape[1], 1 + (size % 3), 2, 3)), {
          stride: 1 + (size % 2),
          algorithm: by("simd"),
        }),
  norm({ x, random }) {
    const [gamma, beta, mean, variance] = [1, 2, 3, 4].map(() => random(x.shape[1]));
    return batchNorm2d(x, gamma, beta, { training: false, mean, variance: add(square(variance), 0.5) });
  },
  relu: ({ x }) => relu(x),
  relu6: ({ x }) => relu6(x),
  atLeast: ({ x, size }) => maximum(x, size / 10),
  scale: ({ x, random }) => mul(random(x.shape[1], 1, 1), x),
  add: ({ x, like }) => add(x, like(({ shape }) => String(shape) === String(x.shape)) ?? 1),
  block({ x, size, random, by }) {
    const conv = (x: Tensor): Tensor =>
      conv2d(x, scaled(random(x.shape[1], x.shape[1], 1, 1)), { algorithm: by("simd") });
    const inner = conv(relu(conv(x)));
    return size % 2 ? add(inner, x) : add(inner, conv(x));
  },
  concat({ x, like }) {
    const fits = ({ shape }: Tensor): boolean =>
      shape[2] === x.shape[2] && shape[3] === x.shape[3] && shape[1] < 9;
    return concat([x, like(fits) ?? x], 1);
  },
  maxPool: ({ x, size, by }) =>
    x.shape[2] > 2 && x.shape[3] > 2
      ? maxPool2d(x, { kernel: 2 + (size % 2), stride: 2, algorithm: by("simd") })
      : x,
  avgPool: ({ x, by }) => avgPool2d(x, { kernel: 3, stride: 1, padding: 1, algorithm: by("simd") }),
  head({ x, random }) {
    const features = reshape(globalAvgPool(x), [x.shape[0], x.shape[1]]);
    const classes = softmax(linear(features, random(4, x.shape[1]), { bias: random(4) }));
    return reshape(classes, [x.shape[0], 4, 1, 1]);
  },
};

const scaled = (weight: Tensor): Tensor => mul(weight, 1 / Math.sqrt(weight.size / weight.shape[0]));

/** The network that the choices describe; its results are the values at `results`. */
function networkBy(choices: readonly Choice[], results: readonly number[], dtype: DType) {
  return (first: Tensor): Tensor[] => {
    const values = [first];
    for (const { kind, of, with: other, size, seed } of choices) {
      let count = 0;
      const x = values[of % values.length];
      const start = other % values.length;
      const like: Given["like"] = (fits) => [...values.slice(start), ...values.slice(0, start)].find(fits);
      const random = (...shape: number[]): Tensor => randn(shape, { seed: 100 * seed + count++, dtype });
      const by: Given["by"] = (algorithm) => (dtype === "float64" ? "auto" : algorithm);
      values.push(kinds[kind]({ x, like, size, random, by }));
    }
    return results.map((at) => values[values.length - 1 - (at % values.length)]);
  };
}

const number = fc.integer({ min: 0, max: 50 });
const choice = fc.record({
  kind: fc.constantFrom(...Object.keys(kinds)),
  // Mostly the last value, so that chains arise.
  of: fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, number),
  with: number,
  size: number,
  seed: number,
});
const described = fc.record({
  choices: fc
    .array(choice, { minLength: 1, maxLength: 9 })
    .map((list) => list.map((one, i): Choice => ({ ...one, of: one.of < 0 ? i : one.of }))),
  results: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
  batch: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 4 }),
});

const largest = ({ data }: Tensor): number => Math.max(0, ...Array.from(data, Math.abs));

function expectNear(actual: Tensor, expected: Tensor, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape);
  const most = tolerance * (1 + largest(expected));
  actual.data.forEach((value: number, i: number) => {
    expect(Math.abs(value - expected.data[i])).toBeLessThanOrEqual(most);
  });
}

test("random networks compute what the definition does, twice", () => {
  fc.assert(
    fc.property(described, ({ choices, results, batch, channels }) => {
      const shape = [batch, channels, 7, 6];
      const net = compile(networkBy(choices, results, "float32"), [{ shape, dtype: "float32" }]);
      for (const seed of [1, 2, 1]) {
        const exact = networkBy(choices, results, "float64")(randn(shape, { seed, dtype: "float64" }));
        net(randn(shape, { seed })).forEach((y, i) => {
          expectNear(y, exact[i], 3e-5);
        });
      }
    }),
    { numRuns: 150, seed: 1 },
  );
});

test("gradients of random networks are the definition's", () => {
  fc.assert(
    fc.property(described, ({ choices, results, batch, channels }) => {
      // Rounding may move a maximum, and its gradient.
      const smooth = choices.filter(({ kind }) => kind !== "maxPool");
      const gradient = (dtype: DType): ((x: Tensor) => Tensor) =>
        grad((x) => {
          const means = networkBy(smooth, results, dtype)(x).map((y) => mean(mul(y, y)));
          return means.reduce((a, b) => add(a, b));
        });
      const shape = [batch, channels, 7, 6];
      const net = compile(gradient("float32"), [{ shape, dtype: "float32" }]);
      const exact = gradient("float64")(randn(shape, { seed: 1, dtype: "float64" }));
      expectNear(net(randn(shape, { seed: 1 })), exact, 1e-4);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("random networks pass NaN and infinities on as the definition does", () => {
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const kind = (value: number): number | string => (Number.isFinite(value) ? "finite" : value);
  fc.assert(
    fc.property(described, fc.array(number, { minLength: 1, maxLength: 3 }), (network, places) => {
      const { choices, results, batch, channels } = network;
      const shape = [batch, channels, 7, 6];
      const input = (dtype: DType): Tensor => {
        const data = randn(shape, { seed: 3, dtype }).data.slice();
        places.forEach((place, i) => {
          data[place % data.length] = special[i];
        });
        return tensor(data, shape);
      };
      const net = compile(networkBy(choices, results, "float32"), [{ shape, dtype: "float32" }]);
      const exact = networkBy(choices, results, "float64")(input("float64"));
      net(input("float32")).forEach((y, i) => {
        expect(Array.from(y.data, kind)).toEqual(Array.from(exact[i].data, kind));
      });
    }),
    { numRuns: 150, seed: 1 },
  );
});

test("every value of a random network still stands where it was written when it is read", () => {
  fc.assert(
    fc.property(described, ({ choices, results, batch, channels }) => {
      const graph = trace(networkBy(choices, results, "float32"), [
        { shape: [batch, channels, 7, 6], dtype: "float32" },
      ]);
      const network = choose(foldAffine(withoutDead(evaluateConstants(networkOf(graph)))));
      const { parts, addressOf, kept, bytes } = layOut(network, 1);
      const owners = new Map<number, unknown>();
      const lines = (address: number, size: number): number[] =>
        Array.from({ length: Math.ceil((4 * size) / 64) }, (_, i) => address / 64 + i);
      const write = (address: number, size: number, owner: unknown): void => {
        expect(address).toBeGreaterThanOrEqual(kept);
        expect(address + 4 * size).toBeLessThanOrEqual(bytes);
        for (const line of lines(address, size)) owners.set(line, owner);
      };
      const reshaped = new Map<Tensor, Tensor>();
      const read = (value: Tensor): void => {
        if (!value.isAbstract) return;
        const tensor = reshaped.get(value) ?? value;
        for (const line of lines(addressOf(tensor), tensor.size)) expect(owners.get(line)).toBe(tensor);
      };
      for (const input of network.inputs) write(addressOf(input), input.size, input);
      for (const { node, alias, program, at } of parts) {
        const [x] = node.inputs;
        if (alias) reshaped.set(node.outputs[0], reshaped.get(x) ?? x);
        else {
          const operands = node.residual ? [...node.inputs, node.residual] : node.inputs;
          if (program && at.length > 0) write(at[0].shared, program.shared, node);
          for (const output of node.outputs) write(addressOf(output), output.size, output);
          // Neither what it hands on nor its result lies where its operands do.
          operands.forEach(read);
        }
      }
      network.outputs.forEach(read);
    }),
    { numRuns: 150, seed: 1 },
  );
});
