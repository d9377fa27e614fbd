/** Workers of Node and of browsers, through one small interface; no library of types is assumed. */
import { simdLevel } from "../wasm/host.js";
import { type Message, serve, words, work } from "./work.js";

/** A thread beside the one that made it. */
export interface Worker {
  post(message: Message): void;
  stop(): void;
}

interface NodeWorker {
  postMessage(message: Message): void;
  terminate(): void;
  unref(): void;
  on(event: "error", handler: (error: Error) => void): void;
}
interface BrowserWorker {
  postMessage(message: Message): void;
  terminate(): void;
  onerror: (event: { message?: string }) => void;
}
interface Host {
  readonly crossOriginIsolated?: boolean;
  readonly process?: {
    getBuiltinModule?(
      name: string,
    ):
      | { Worker: new (source: string, options: { eval: boolean; execArgv: string[] }) => NodeWorker }
      | undefined;
  };
  readonly Worker?: new (url: string) => BrowserWorker;
  readonly Blob?: new (parts: string[], options: { type: string }) => object;
  readonly URL?: { createObjectURL(blob: object): string };
}
const host = globalThis as unknown as Host;

const nodeThreads = () => host.process?.getBuiltinModule?.("node:worker_threads");

/** True, or why calls from here can have no thread to help. */
export function workersAvailable(): true | string {
  if (simdLevel() === "none") return "kernels run without WebAssembly SIMD here";
  if (typeof SharedArrayBuffer === "undefined" || host.crossOriginIsolated === false)
    return (
      "no memory can be shared here: a page must be served with the headers " +
      "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp"
    );
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
  } catch {
    return "a page's own thread may not wait for others: call from a worker";
  }
  return nodeThreads() || host.Worker ? true : "no worker can be started here";
}

/** Milliseconds that a thread looks for work, or for the others to end theirs, before it sleeps. */
export const spin = 0.1;

/** The script of a worker. */
const source = (): string => `"use strict";
const work = ${work};
const serve = ${serve};
const words = ${JSON.stringify(words)};
const held = { routines: [], instances: {} };
const receive = (message) => serve(message, held, words, ${spin}, work);
const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
if (node) node.parentPort.on("message", receive);
else onmessage = ({ data }) => receive(data);
`;

/**
 * Starts a worker, which is up some milliseconds later.
 * @param failed is called with the reason where it cannot start, or dies; maybe never while the caller is busy
 */
export function startWorker(failed: (reason: string) => void): Worker {
  const node = nodeThreads();
  if (node) {
    const worker = new node.Worker(source(), { eval: true, execArgv: [] });
    worker.on("error", ({ message }) => failed(message));
    worker.unref(); // the process ends when all else is done
    return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
  }
  const blob = new host.Blob!([source()], { type: "text/javascript" });
  const worker = new host.Worker!(host.URL!.createObjectURL(blob));
  worker.onerror = ({ message }) => failed(message ?? "its script was refused");
  return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
}
