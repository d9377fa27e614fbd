import type { Peer } from "../peer.js";
import { convkit } from "./convkit.js";
import { jax } from "./jax.js";
import { onnxruntime } from "./onnxruntime.js";
import { tfjs } from "./tfjs.js";

export const peers: readonly Peer[] = [...convkit, ...tfjs, ...onnxruntime, ...jax];
