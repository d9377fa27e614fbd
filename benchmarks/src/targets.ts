import type { Limit } from "./limit.js";
import type { Pass } from "./peer.js";

/**
 * What a speed is compared with: the fastest portable library, multiply-adds on registers, one library, the forward
 * pass of the same row, or one thread.
 */
export type Against =
  | "best"
  | "limit"
  | "ONNX Runtime Web"
  | "ONNX Runtime native"
  | "forward"
  | "one thread";

/** A row is to reach `factor` times something; of several rows, their geometric mean is. */
export interface Target {
  readonly rows: readonly string[];
  readonly pass: Pass;
  readonly threads: number;
  readonly against: Against;
  readonly factor: number;
}

const winograd = ["3×3 64→64 @56²", "3×3 128→128 @28²", "3×3 256→256 @14²"];
const nothingToSave = ["1×1 256→64 @56²", "1×1 512→2048 @7²", "7×7 s2 3→64 @224²", "3×3 s2 128→128 @56²"];
const depthwise = ["depthwise 3×3 256 @28²", "depthwise 3×3 512 @14²"];
const others = ["3×3 512→512 @7²", "3×3 d2 256→256 @28²", "5×5 32→64 @28²"];
const transposed = "transposed 4×4 s2 128→64 @28²";
const grouped = "grouped 3×3 g32 128 @56²";
const dense = [...winograd, ...others, ...nothingToSave, transposed];
const every = [...dense, ...depthwise, grouped];

type More = Partial<Pick<Target, "pass" | "threads">>;

/** One target for each row. */
const each = (rows: readonly string[], against: Against, factor: number, more: More = {}): Target[] =>
  rows.map((row) => ({ rows: [row], pass: "forward", threads: 1, against, factor, ...more }));
const mean = (rows: readonly string[], against: Against, factor: number, more: More = {}): Target => ({
  rows,
  pass: "forward",
  threads: 1,
  against,
  factor,
  ...more,
});
const backward = { pass: "backward" } as const;

/** With relaxed SIMD. */
export const targets: readonly Target[] = [
  ...each(winograd, "best", 3.5),
  mean(winograd, "ONNX Runtime native", 1),
  ...each(["3×3 512→512 @7²"], "best", 1.8),
  ...each(["3×3 d2 256→256 @28²"], "best", 3),
  ...each(["5×5 32→64 @28²"], "best", 1.8),
  ...nothingToSave.flatMap((row) => [...each([row], "limit", 0.9), ...each([row], "best", 1)]),
  mean(nothingToSave, "best", 1.2),
  ...each([depthwise[0]], "best", 2.2),
  ...each([depthwise[1]], "best", 1.8),
  ...each([transposed], "best", 2.2),
  ...each([grouped], "ONNX Runtime Web", 3),
  ...each([grouped], "ONNX Runtime native", 2.4),
  ...each(every, "forward", 0.8, backward),
  ...each(winograd, "limit", 1.5, backward),
  mean(every, "best", 100, backward),
  ...each(dense, "one thread", 1.85, { threads: 2 }),
  ...each(["MobileNet-v1 @224²", "ResNet-50 @224²"], "best", 1),
];

/** Without relaxed SIMD, as in Node 20. */
const plain: readonly Target[] = [...each(winograd, "best", 2.2), ...each(nothingToSave, "limit", 0.9)];

export const targetsFor = ({ fused }: Limit): readonly Target[] => (fused === undefined ? plain : targets);

/** Milliseconds to load and run a first convolution, at most. */
export const startupTarget = 30;
