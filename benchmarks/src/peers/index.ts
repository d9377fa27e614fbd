import type { Peer } from "../peer.js";

/** Libraries by the file that measures them; each is loaded only where it is measured. */
export const libraries = {
  resident: async (): Promise<readonly Peer[]> => (await import("./resident.js")).resident,
  compiled: async (): Promise<readonly Peer[]> => (await import("./compiled.js")).compiled,
  convkit: async (): Promise<readonly Peer[]> => (await import("./convkit.js")).convkit,
  algorithms: async (): Promise<readonly Peer[]> => (await import("./algorithms.js")).algorithms,
  tfjs: async (): Promise<readonly Peer[]> => (await import("./tfjs.js")).tfjs,
  onnxruntime: async (): Promise<readonly Peer[]> => (await import("./onnxruntime.js")).onnxruntime,
  litert: async (): Promise<readonly Peer[]> => (await import("./litert.js")).litert,
  jax: async (): Promise<readonly Peer[]> => (await import("./jax.js")).jax,
};
