import { type Fields, fields } from "../wasm/code.js";

/** Words of an item's descriptor; addresses, offsets and steps in bytes. */
export const slideFields: Fields<
  | "groups"
  | "blockGroups"
  | "bands"
  | "bandRows"
  | "source"
  | "sourceGroup"
  | "sourceChannel"
  | "sourcePlane"
  | "sourceRow"
  | "channels"
  | "planes"
  | "rows"
  | "laid"
  | "filling"
  | "before"
  | "extent"
  | "first"
  | "channelStep"
  | "planeStep"
  | "rowStep"
  | "phaseStep"
  | "strips"
  | "stripCount"
  | "weights"
  | "groupWeights"
  | "targetWeights"
  | "weightRow"
  | "weightColumn"
  | "slices"
  | "slicesEnd"
  | "result"
  | "targets"
  | "targetStep"
  | "resultPlanes"
  | "resultPlane"
  | "resultRows"
  | "resultRow"
  | "resultColumn"
  | "width"
  | "windowPlane"
  | "initial"
  | "adds"
  | "bias"
  | "hasBias"
  | "clamp"
  | "low"
  | "high"
  | "divisors"
> = fields(
  // Items: `blockGroups` groups, or a band of one group's rows.
  ...(["groups", "blockGroups", "bands", "bandRows"] as const),
  // Where a group's channels lie, and how much of each is copied.
  ...(["source", "sourceGroup", "sourceChannel", "sourcePlane", "sourceRow"] as const),
  ...(["channels", "planes", "rows"] as const),
  // The padded copy: its bytes, what it is filled with, rows before the source's first and rows of a band, where the
  // source's first plane goes.
  ...([
    "laid",
    "filling",
    "before",
    "extent",
    "first",
    "channelStep",
    "planeStep",
    "rowStep",
    "phaseStep",
  ] as const),
  ...(["strips", "stripCount"] as const),
  ...(["weights", "groupWeights", "targetWeights", "weightRow", "weightColumn"] as const),
  // Offsets in the copy and in the weights, two words each.
  ...(["slices", "slicesEnd"] as const),
  ...(["result", "targets", "targetStep", "resultPlanes", "resultPlane"] as const),
  ...(["resultRows", "resultRow", "resultColumn", "width", "windowPlane"] as const),
  // Epilogue: clamp(sum + bias + what lies `initial` bytes after the result).
  ...(["initial", "adds", "bias", "hasBias", "clamp", "low", "high"] as const),
  // What each result of a channel is divided by, or 0.
  ...(["divisors"] as const),
);
