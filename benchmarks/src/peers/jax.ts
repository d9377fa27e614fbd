import { outputSize, weightShape } from "../layers.js";
import { type Case, joined, load, type Pass, type Peer, type Ready } from "../peer.js";

/** jax-js on its WebAssembly device; its convolution takes the transposed one as a dilated input. */
export const jax: readonly Peer[] = [
  {
    name: "jax-js wasm",
    slowBackward: true,
    async open() {
      const module = await load("@jax-js/jax");
      await module.init("wasm");
      module.defaultDevice("wasm");
      return {
        prepare(pass: Pass, given: Case): Promise<Ready | string> {
          // It takes a global Worker, which other peers define, as a sign of shared memory.
          Reflect.deleteProperty(globalThis, "Worker");
          return prepare(module, pass, given);
        },
      };
    },
  },
];

async function prepare(module: any, pass: Pass, { layer, x, w, dy }: Case): Promise<Ready | string> {
  const { numpy: np, lax, jit, vjp, blockUntilReady } = module;
  const { inChannels, outChannels, size, stride, padding, dilation, groups, transposed } = layer;
  if (transposed) return "is measured on plain convolutions only";
  const output = outputSize(layer);
  const make = (data: Float32Array, shape: readonly number[]): any => np.array(data.slice(), { shape });
  const input = make(x, [1, inChannels, size, size]);
  const weight = make(w, weightShape(layer));
  const grad = make(dy, [1, outChannels, output, output]);
  const f = (a: any, b: any): any =>
    lax.convGeneralDilated(
      a,
      b,
      [stride, stride],
      [
        [padding, padding],
        [padding, padding],
      ],
      {
        rhsDilation: [dilation, dilation],
        featureGroupCount: groups,
      },
    );
  const forward = jit(f);
  const backward = jit((a: any, b: any, d: any) => vjp(f, [a, b])[1](d));
  let last: any[] = [];
  return {
    async run() {
      for (const one of last) one.dispose();
      last =
        pass === "forward" ? [forward(input.ref, weight.ref)] : backward(input.ref, weight.ref, grad.ref);
      await blockUntilReady(last);
    },
    async result() {
      const values = await Promise.all(last.map((one) => one.ref.data()));
      return pass === "forward" ? values[0] : joined(values[0], values[1]);
    },
  };
}
