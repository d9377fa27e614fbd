import {
  advance,
  type Code,
  either,
  type Fields,
  f32x4,
  f64x2,
  fields,
  get,
  i32,
  type Local,
  type Statement,
  set,
  v128,
  when,
  whileTrue,
} from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";

/**
 * Descriptor: addresses of operands, of the result, and of moments to read or to write (0 for none); an item's values
 * are `runs` of `channels` × `positions` neighbours, `runStep` bytes apart; item i has the channels of group i mod
 * `groups`; their number and epsilon as float64. `training`: the moments are computed. The result may be clamped.
 */
export const normFields: Fields<
  | "count"
  | "countHigh"
  | "epsilon"
  | "epsilonHigh"
  | "x"
  | "y"
  | "gamma"
  | "beta"
  | "mean"
  | "variance"
  | "runs"
  | "runStep"
  | "groups"
  | "channels"
  | "positions"
  | "training"
  | "low"
  | "high"
> = fields(
  ...(["count", "countHigh", "epsilon", "epsilonHigh", "x", "y", "gamma", "beta"] as const),
  ...([
    "mean",
    "variance",
    "runs",
    "runStep",
    "groups",
    "channels",
    "positions",
    "training",
    "low",
    "high",
  ] as const),
);

type I32 = Code<"i32">;
type Vector = Code<"v128">;
const bytes = (count: I32): I32 => i32.shl(count, i32.const(2));
/** Two neighbours, or one and a zero, as float64. */
const two = (at: Local<"i32">, offset: number): Vector => f64x2.promote(f32x4.loadTwo(get(at), offset));
const one = (at: Local<"i32">): Vector => f64x2.promote(f32x4.loadOne(get(at)));
/** One number, as two float64. */
const both = (address: I32): Vector => f64x2.promote(f32x4.loadSplat(address));

/**
 * y = (x − μ)·γ/√(σ² + ε) + β for all values that share μ and σ², which are given, or computed in two passes; all of it
 * in float64. The passes' four sums of two hide the wait for an addition.
 */
export const normModule = (clamped: boolean): CodeModule =>
  codeModule(`norm ${clamped}`, (writer) => {
    const word = normFields.read;
    writer.routine("norm", 3, (local) => {
      const [run, from, to, left, channel, length, base] = Array.from({ length: 7 }, () => local("i32"));
      const [gamma, beta] = [local("i32"), local("i32")];
      const [mean, variance, scale, slope, shift] = Array.from({ length: 5 }, () => local("v128"));
      const [low, high] = [local("v128"), local("v128")];
      const [difference, ...sums] = Array.from({ length: 5 }, () => local("v128"));
      return (_, d, index) => {
        /** Walks over the values `count` at a time: `body` gets what is read, as address and whether it is one value. */
        const walk = (count: number, moved: readonly Local<"i32">[], ...body: Statement[]): Statement =>
          whileTrue(
            i32.lessOrEqual(i32.const(count), get(left)),
            ...body,
            ...moved.map((pointer) => advance(pointer, 4 * count)),
            advance(left, -count),
          );
        const eachRun = (...body: Statement[]): Statement[] => [
          set(run, word(d, "runs")),
          set(base, bytes(i32.mul(get(index), get(length)))),
          whileTrue(get(run), ...body, advance(base, word(d, "runStep")), advance(run, -1)),
        ];
        const add = (sum: Local<"v128">, value: Vector): Statement => set(sum, f64x2.add(get(sum), value));
        /** The average of `term` of each value, in both halves of `result`. */
        const average = (
          result: Local<"v128">,
          term: (value: Vector) => Statement[],
          value: Vector,
        ): Statement[] => [
          ...sums.map((sum) => set(sum, f64x2.splat(0))),
          ...eachRun(
            set(from, i32.add(word(d, "x"), get(base))),
            set(left, get(length)),
            walk(8, [from], ...sums.flatMap((sum, i) => [...term(two(from, 8 * i)), add(sum, value)])),
            walk(1, [from], ...term(one(from)), add(sums[0], v128.and(value, v128.words(-1, -1, 0, 0)))),
          ),
          set(
            sums[0],
            f64x2.add(f64x2.add(get(sums[0]), get(sums[1])), f64x2.add(get(sums[2]), get(sums[3]))),
          ),
          set(
            result,
            f64x2.div(
              f64x2.add(get(sums[0]), f32x4.shuffle(get(sums[0]), get(sums[0]), [2, 3, 0, 1])),
              f64x2.loadSplat(get(d), normFields.offset("count")),
            ),
          ),
        ];
        const moment = (name: "mean" | "variance"): I32 => i32.add(word(d, name), bytes(get(index)));
        const tell = (name: "mean" | "variance", value: Local<"v128">): Statement =>
          when(word(d, name), f32x4.storeLane(moment(name), f64x2.demote(get(value)), 0));
        const computed: Statement[] = [
          ...average(mean, (value) => [set(difference, value)], get(difference)),
          ...average(
            variance,
            (value) => [set(difference, f64x2.sub(value, get(mean)))],
            f64x2.mul(get(difference), get(difference)),
          ),
          tell("mean", mean),
          tell("variance", variance),
        ];
        const normal = (value: Vector, own: Vector, added: Vector): Vector =>
          f64x2.demote(f64x2.add(f64x2.mul(f64x2.sub(value, get(mean)), own), added));
        const clamp = (y: Vector): Vector => (clamped ? f32x4.min(f32x4.max(y, get(low)), get(high)) : y);
        const four = (own: (offset: number) => Vector, added: (offset: number) => Vector): Statement => {
          const halves = [0, 8].map((at) => normal(two(from, at), own(at), added(at)));
          return f32x4.store(get(to), clamp(f32x4.shuffle(halves[0], halves[1], [0, 1, 4, 5])));
        };
        const single = (own: Vector, added: Vector): Statement =>
          f32x4.storeLane(get(to), clamp(normal(one(from), own, added)), 0);
        const scaled = (own: Vector): Vector => f64x2.mul(get(scale), own);
        /** A slope and a shift for each value: γ and β move with it. */
        const byValue: Statement[] = [
          set(left, word(d, "channels")),
          walk(
            4,
            [from, to, gamma, beta],
            four(
              (at) => scaled(two(gamma, at)),
              (at) => two(beta, at),
            ),
          ),
          walk(1, [from, to, gamma, beta], single(scaled(one(gamma)), one(beta))),
        ];
        const byChannel: Statement[] = [
          set(channel, word(d, "channels")),
          whileTrue(
            get(channel),
            set(slope, get(scale)),
            when(get(gamma), set(slope, scaled(both(get(gamma)))), advance(gamma, 4)),
            when(get(beta), set(shift, both(get(beta))), advance(beta, 4)),
            set(left, word(d, "positions")),
            walk(
              4,
              [from, to],
              four(
                () => get(slope),
                () => get(shift),
              ),
            ),
            walk(1, [from, to], single(get(slope), get(shift))),
            advance(channel, -1),
          ),
        ];
        const ofGroup = (name: "gamma" | "beta"): I32 =>
          i32.select(
            word(d, name),
            i32.add(
              word(d, name),
              bytes(i32.mul(i32.rem(get(index), word(d, "groups")), word(d, "channels"))),
            ),
            i32.const(0),
          );
        return [
          set(low, f32x4.loadSplat(get(d), normFields.offset("low"))),
          set(high, f32x4.loadSplat(get(d), normFields.offset("high"))),
          set(length, i32.mul(word(d, "channels"), word(d, "positions"))),
          either(word(d, "training"), computed, [
            set(mean, both(moment("mean"))),
            set(variance, both(moment("variance"))),
          ]),
          set(
            scale,
            f64x2.div(
              f64x2.splat(1),
              f64x2.sqrt(f64x2.add(get(variance), f64x2.loadSplat(get(d), normFields.offset("epsilon")))),
            ),
          ),
          ...eachRun(
            set(from, i32.add(word(d, "x"), get(base))),
            set(to, i32.add(word(d, "y"), get(base))),
            set(gamma, ofGroup("gamma")),
            set(beta, ofGroup("beta")),
            either(
              i32.and(i32.equal(word(d, "positions"), i32.const(1)), i32.less(i32.const(0), get(beta))),
              byValue,
              byChannel,
            ),
          ),
        ];
      };
    });
  });
