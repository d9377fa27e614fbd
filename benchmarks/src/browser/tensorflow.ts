import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundle } from "../../../checks/browser/bundle.js";
import type { Files } from "../../../checks/browser/site.js";

const [core, wasm] = ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"];

/** TensorFlow.js for a page, where it is installed in `folder`, and an import map by which the page finds it. */
export async function tensorflow(folder: string): Promise<Files> {
  if (!existsSync(join(folder, "node_modules", wasm))) return new Map();
  const scripts = await bundle({ core, wasm }, folder);
  const installed = dirname(createRequire(join(folder, "package.json")).resolve(wasm));
  const binaries = ["", "-simd", "-threaded-simd"].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
  const imports = { [core]: "./tfjs.js", [wasm]: "./wasm.js" };
  return new Map([
    ...scripts,
    ...binaries.map((name) => [name, readFileSync(join(installed, name))] as const),
    // In Node it is a CommonJS module, whose exports are the default.
    ["tfjs.js", 'import * as tf from "./core.js"; export default tf;'],
    ["index.html", `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`],
  ]);
}
