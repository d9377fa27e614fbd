import { type Fields, fields } from "../wasm/code.js";

/**
 * The descriptor that all routines of a transformed convolution share. "Step" are bytes between neighbours, "Group" bytes
 * between groups. `terms` are what is summed: sources, `depth` at a time. Tables: `tiles` for each tile its first element in the
 * placed planes, `tileBytes` further on that in the result, then the rows and columns of it that exist; `weightRows`
 * and `productRows` of one block of targets.
 *
 * For the weight gradient the planes of dy are the weights, tiles are summed, and "tiles" of the result are the filters of
 * one source. `positions` has for each true tile its first element in the planes of x, `positionBytes` further on that in
 * those of dy, then its rows and columns that exist.
 */
export const winogradFields: Fields<
  | "placed"
  | "placedGroup"
  | "channelStep"
  | "rowStep"
  | "weights"
  | "weightGroup"
  | "targetStep"
  | "sourceStep"
  | "prepared"
  | "preparedGroup"
  | "sliceStep"
  | "transformed"
  | "transformedGroup"
  | "pointStep"
  | "panelStep"
  | "productStep"
  | "productPanelStep"
  | "inputAt"
  | "result"
  | "resultGroup"
  | "planeStep"
  | "resultRow"
  | "resultStep"
  | "bias"
  | "low"
  | "high"
  | "adds"
  | "residual"
  | "tiles"
  | "tileBytes"
  | "wholeVectors"
  | "weightRows"
  | "productRows"
  | "panels"
  | "blockPanels"
  | "longerBlocks"
  | "panelBlocks"
  | "targets"
  | "blockTargets"
  | "itemTargets"
  | "targetItems"
  | "terms"
  | "depth"
  | "depths"
  | "sixes"
  | "fives"
  | "rest"
  | "lastSixes"
  | "lastFives"
  | "lastRest"
  | "dyRow"
  | "positions"
  | "positionBytes"
> = fields(
  ...(["placed", "placedGroup", "channelStep", "rowStep"] as const),
  ...(["weights", "weightGroup", "targetStep", "sourceStep"] as const),
  ...(["prepared", "preparedGroup", "sliceStep"] as const),
  ...(["transformed", "transformedGroup", "pointStep", "panelStep"] as const),
  ...(["productStep", "productPanelStep", "inputAt"] as const),
  ...(["result", "resultGroup", "planeStep", "resultRow", "resultStep"] as const),
  ...(["bias", "low", "high", "adds", "residual"] as const),
  ...(["tiles", "tileBytes", "wholeVectors", "weightRows", "productRows"] as const),
  ...(["panels", "blockPanels", "longerBlocks", "panelBlocks"] as const),
  ...(["targets", "blockTargets", "itemTargets", "targetItems"] as const),
  ...(["terms", "depth", "depths"] as const),
  ...(["sixes", "fives", "rest", "lastSixes", "lastFives", "lastRest"] as const),
  ...(["dyRow", "positions", "positionBytes"] as const),
);
