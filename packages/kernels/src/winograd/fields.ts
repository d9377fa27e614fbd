import { type Fields, fields } from "../wasm/code.js";

/**
 * The descriptor that all routines of a transformed convolution share. "Step" are bytes between neighbours, "Group" bytes
 * between groups. Tables: `tiles` for each tile its first element in the placed planes, `tileBytes` further on that in
 * the result, then the rows and columns of it that exist; `weightRows` and `productRows` of one block of targets.
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
  | "tapStep"
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
  | "tileBlocks"
  | "targets"
  | "blockTargets"
  | "itemTargets"
  | "targetItems"
  | "sources"
  | "depth"
  | "depths"
  | "sixes"
  | "fives"
  | "rest"
  | "lastSixes"
  | "lastFives"
  | "lastRest"
> = fields(
  ...(["placed", "placedGroup", "channelStep", "rowStep"] as const),
  ...(["weights", "weightGroup", "targetStep", "sourceStep", "tapStep"] as const),
  ...(["prepared", "preparedGroup", "sliceStep"] as const),
  ...(["transformed", "transformedGroup", "pointStep", "panelStep"] as const),
  ...(["productStep", "productPanelStep", "inputAt"] as const),
  ...(["result", "resultGroup", "planeStep", "resultRow", "resultStep"] as const),
  ...(["bias", "low", "high", "adds", "residual"] as const),
  ...(["tiles", "tileBytes", "wholeVectors", "weightRows", "productRows"] as const),
  ...(["panels", "blockPanels", "tileBlocks"] as const),
  ...(["targets", "blockTargets", "itemTargets", "targetItems"] as const),
  ...(["sources", "depth", "depths"] as const),
  ...(["sixes", "fives", "rest", "lastSixes", "lastFives", "lastRest"] as const),
);
