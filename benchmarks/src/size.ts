import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes that a page has to load, or that an installation holds. */
export interface Size {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: number;
}

interface Package {
  readonly name: string;
  /** The script that is bundled and minified. */
  readonly script: string;
  /** A package in whose folder names are resolved, where that is not this one. */
  readonly from?: string;
  /** Files that it loads as it runs. */
  readonly files?: readonly string[];
}

const root = join(import.meta.dirname, "..");
const inModules = (path: string): string => realpathSync(join(root, "node_modules", path));

const everything = ["tensor", "conv", "autograd", "nn/compile"]
  .map((name) => `export * from "@convkit/${name}";`)
  .join("");
const packages: readonly Package[] = [
  { name: "ConvKit (tensor, conv, autograd, compile)", script: everything },
  {
    name: "ConvKit (conv2d alone)",
    script: 'export { conv2d } from "@convkit/conv"; export { tensor } from "@convkit/tensor";',
  },
  {
    name: "TensorFlow.js wasm",
    script: 'export * from "@tensorflow/tfjs-core"; import "@tensorflow/tfjs-backend-wasm";',
    from: "@tensorflow/tfjs-backend-wasm/dist",
    files: ["@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm"],
  },
  { name: "TensorFlow.js", script: 'export * from "@tensorflow/tfjs";' },
  {
    name: "ONNX Runtime Web",
    script: 'export * from "onnxruntime-web/wasm";',
    files: ["onnxruntime-web/dist/ort-wasm-simd-threaded.wasm"],
  },
  {
    name: "LiteRT.js",
    script: 'export * from "@litertjs/core";',
    files: ["js", "wasm"].map((kind) => `@litertjs/core/wasm/litert_wasm_internal.${kind}`),
  },
  { name: "jax-js", script: 'export * from "@jax-js/jax";' },
];

/** Sizes of what is installed. */
export async function sizes(wanted: (name: string) => boolean): Promise<Size[]> {
  const result: Size[] = [];
  for (const one of packages.filter(({ name }) => wanted(name))) {
    try {
      result.push(await sizeOf(one));
    } catch {
      // Not installed: the rows have said so.
    }
  }
  return result;
}

async function sizeOf({ name, script, from, files = [] }: Package): Promise<Size> {
  const { outputFiles = [] } = await build({
    stdin: { contents: script, resolveDir: from ? inModules(from) : root },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    logLevel: "silent",
    conditions: ["@convkit/source"],
    external: [
      "node:*",
      "fs",
      "path",
      "module",
      "url",
      "os",
      "perf_hooks",
      "worker_threads",
      "crypto",
      "util",
    ],
    outdir: "/",
  });
  const all = [
    ...outputFiles.map(({ contents }) => contents),
    ...files.map((path) => readFileSync(inModules(path))),
  ];
  const sum = (of: (data: Uint8Array) => number): number => all.reduce((total, data) => total + of(data), 0);
  return { name, bytes: sum((data) => data.length), gzip: sum((data) => gzipSync(data).length) };
}
