import type { Against, Target } from "../targets.js";

/** Why targets are missed, and what was tried: by hand, shown while one of its targets is missed. */
export interface Note {
  readonly about: string;
  /** Which targets it explains: all of these rows, of this pass, this number of threads, against these. */
  readonly rows: readonly string[];
  readonly pass?: Target["pass"];
  readonly threads?: number;
  readonly against?: readonly Against[];
  readonly text: string;
}

const winograd = ["3×3 64→64 @56²", "3×3 128→128 @28²", "3×3 256→256 @14²"];
const dilated = "3×3 d2 256→256 @28²";
const small = "3×3 512→512 @7²";
const five = "5×5 32→64 @28²";
const direct = ["1×1 256→64 @56²", "1×1 512→2048 @7²", "7×7 s2 3→64 @224²", "3×3 s2 128→128 @56²"];
const transposed = "transposed 4×4 s2 128→64 @28²";
const depthwise = ["depthwise 3×3 256 @28²", "depthwise 3×3 512 @14²"];
const grouped = "grouped 3×3 g32 128 @56²";
const forward = { pass: "forward", threads: 1 } as const;

export const notes: readonly Note[] = [
  {
    about: "3×3 of stride 1, dilated too",
    rows: [...winograd, dilated],
    ...forward,
    text: `F(4×4, 3×3) leaves a quarter of the products, and these take two thirds of the time, at the limit of registers; the
      rest are the three transforms. F(6×6, 3×3) would leave less, but errs more than 3 × the direct sums
      ([decision 0011](decisions/0011-winograd-points-and-blocks.md)). ONNX Runtime native has vectors four times as wide.`,
  },
  {
    about: small,
    rows: [small],
    ...forward,
    text: `Weights bind: 9 MB, which F(2×2) makes 17 and F(4×4) 38, are read from memory for every image and used for 49
      outputs. F(4×4) was tried and is slower; so is F(2×2) where other processes use the memory.`,
  },
  {
    about: five,
    rows: [five],
    ...forward,
    text: `F(2×2, 5×5) leaves 36 of 100 products; with 32 channels of input each transform serves few of them. F(4×4, 5×5)
      needs eight points, as F(6×6, 3×3) does, which errs too much.`,
  },
  {
    about: "1×1, 7×7 and strided, against the limit and on average",
    rows: direct,
    ...forward,
    text: `No multiplication can be saved, so nobody exceeds the limit, and the best of the others reach three quarters of it. A
      tile of 6 × 8 sums alone runs at 0.97 of the limit; packing one operand, and starting and storing tiles, take the rest.
      Tried: tiles of 4 × 8 and 5 × 8 (too few sums to hide the wait for each), 7 × 8, 8 × 8 and 4 × 12 (they spill), two steps of
      depth in one pass (no gain), no packing at all (43 where each channel is a page of its own). Kept: packing neighbouring
      panels in one walk (46 → 52), and copying what a strided 1×1 meets (5.3 → 4.2 ms).`,
  },
  {
    about: transposed,
    rows: [transposed],
    ...forward,
    text: `Computed phase by phase, so no stuffed zero is multiplied; each phase is a 2×2 convolution by direct products, which
      the limit of registers binds. Its Winograd form, F(4×4, 2×2) with 25 products instead of 64, is not built.`,
  },
  {
    about: "depthwise",
    rows: depthwise,
    ...forward,
    text: `Nine multiply-adds for each element read and written: ragged rows and the first touch of the result bind. Kept: weights in
      registers (447 → 350 ns a channel @28²), no padded copy (350 → 305).`,
  },
  {
    about: grouped,
    rows: [grouped],
    ...forward,
    text: "Four channels a group are too few for tiles of a product, so filters slide, a column of weights at a time.",
  },
  {
    about: "gradients",
    rows: [...winograd, dilated, small, five, ...direct, transposed, ...depthwise, grouped],
    pass: "backward",
    text: `Weights and dy are new in every step, so what a forward pass has prepared once (packed or transformed weights) is made
      anew, and the weight's gradient sums over all positions of both operands, which are both packed or transformed. Where
      a forward pass reads its weights only, its gradient writes as many.`,
  },
  {
    about: "two threads",
    rows: [...winograd, dilated, small, five, ...direct, transposed],
    threads: 2,
    text: `A step ends with its last item, so layers of few items leave a thread idle at the end; smaller items reuse less of
      what is packed. Where other processes want the cores, the caller waits for a thread that was set aside. On an idle machine
      1.90 to 1.99 were measured ([decision 0013](decisions/0013-threads.md)).`,
  },
];

/** Why starting takes longer than its target. */
export const startupNote: Pick<Note, "about" | "text"> = {
  about: "start-up",
  text: `A third is reading the scripts, a third writing and compiling the WebAssembly of the first layer, a third its first run, which
    the engine's baseline compiler made. Kept: code written as strings (25 → 7 ms), tiles only for the rows that a layer has.`,
};
