import { copyFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { runInThisContext } from "node:vm";
import { folded } from "../folded.js";
import { type Graph, shapesOf } from "../graph.js";
import { fromNhwc, load, nhwc, type Peer, type Ready, toNhwc } from "../peer.js";

const require = createRequire(import.meta.url);

/** LiteRT.js (TensorFlow Lite with XNNPACK in WebAssembly); it is made for browsers, so Node plays one. */
export const litert: readonly Peer[] = [
  {
    name: "LiteRT.js",
    async open(threads) {
      const library = await load("@litertjs/core");
      const folder = join(dirname(require.resolve("@litertjs/core")), "../wasm/");
      await asWorker(() => library.loadLiteRt(folder, { threads: threads > 1 }));
      return { infer: (graph, x) => infer(library, threads, graph, x) };
    },
  },
];

async function infer(library: any, threads: number, graph: Graph, x: Float32Array): Promise<Ready> {
  const { tfliteModel } = await import("../tfliteModel.js"); // needs a package that may be absent
  const model = await library.loadAndCompile(tfliteModel(folded(graph)), {
    accelerator: "wasm",
    cpuOptions: { numThreads: threads },
  });
  const input = new library.Tensor(toNhwc(x, graph.shape), nhwc(graph.shape));
  let last: any;
  return {
    async run() {
      last?.delete();
      [last] = await model.run([input]);
    },
    result: () => fromNhwc(last.toTypedArray(), shapesOf(graph).at(-1)!),
    close() {
      for (const one of [last, input, model]) one?.delete();
    },
  };
}

/** What the loader looks for in a browser's worker, for as long as it loads. Its messages are dropped. */
async function asWorker(loads: () => Promise<unknown>): Promise<void> {
  const globals = globalThis as any;
  globals.self = globals;
  globals.Module = { print() {}, printErr() {} };
  globals.importScripts = (path: string) => {
    // Its threads run the same file, which is CommonJS under a package of ES modules.
    const script = join(import.meta.dirname, "litert.cjs");
    copyFileSync(path, script);
    globals.Module.mainScriptUrlOrBlob = script;
    globals.Module.locateFile = (name: string) => join(dirname(path), name);
    const run = runInThisContext(
      `(function (require, __dirname, __filename) { ${readFileSync(path, "utf8")}; return ModuleFactory; })`,
    );
    globals.ModuleFactory = run(createRequire(path), dirname(path), script);
  };
  try {
    await loads();
  } finally {
    for (const name of ["self", "Module", "importScripts", "ModuleFactory"])
      Reflect.deleteProperty(globals, name);
  }
}
