import { type Fields, fields } from "../wasm/code.js";

/**
 * Descriptor of a product: tables of offsets; operands with bytes from group to group; what is fused; how rows and
 * columns are split into items; `bRuns` holds for each panel what `packRoutine` calls its run; `prepared` is the address of packed panels, or 0.
 */
export const productFields: Fields<
  | "aRows"
  | "aSteps"
  | "bSteps"
  | "bColumns"
  | "bRuns"
  | "cRows"
  | "cColumns"
  | "cRuns"
  | "depth"
  | "columns"
  | "a"
  | "aGroup"
  | "b"
  | "bGroup"
  | "c"
  | "cGroup"
  | "prepared"
  | "preparedGroup"
  | "adds"
  | "initial"
  | "bias"
  | "biasGroup"
  | "biasKind"
  | "clamp"
  | "low"
  | "high"
  | "columnBlocks"
  | "blockPanels"
  | "rowBlocks"
  | "blockRows"
  | "sixes"
  | "fives"
  | "rest"
  | "lastSixes"
  | "lastFives"
  | "lastRest"
> = fields(
  ...(["aRows", "aSteps", "bSteps", "bColumns", "bRuns", "cRows", "cColumns", "cRuns"] as const),
  ...([
    "depth",
    "columns",
    "a",
    "aGroup",
    "b",
    "bGroup",
    "c",
    "cGroup",
    "prepared",
    "preparedGroup",
  ] as const),
  ...(["adds", "initial", "bias", "biasGroup", "biasKind", "clamp", "low", "high"] as const),
  ...(["columnBlocks", "blockPanels", "rowBlocks", "blockRows"] as const),
  ...(["sixes", "fives", "rest", "lastSixes", "lastFives", "lastRest"] as const),
);
