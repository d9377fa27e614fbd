import { batchNorm2d, conv2d } from "@convkit/conv";
import type { Brush } from "../conv/paint.js";
import type { Drawing } from "../drawing.js";
import { added } from "./branches.js";
import { type Box, box, chain, type Look, link, upwards } from "./flow.js";
import { grouped, measure, parametersText, type Shape, volumeText } from "./measure.js";
import { type ModuleSetting, modules, refuse } from "./setting.js";

const widestBar = 120;

/** A block and how it is described. */
interface Block {
  main: Box[];
  shortcut: Box[];
  /** A ReLU after the addition. */
  relu: boolean;
  note: string[];
}

/** Layers one after another, each from the shape that the one before leaves. */
class Layers {
  readonly boxes: Box[] = [];
  shape: Shape;

  constructor(shape: Shape) {
    this.shape = shape;
  }

  conv(kernel: number, outChannels: number, stride = 1): this {
    const weight = [outChannels, this.shape[0], kernel, kernel];
    const padding = (kernel - 1) / 2;
    const layer = measure((x, w) => conv2d(x, w, { stride, padding }), this.shape, weight);
    const name = `conv ${kernel} × ${kernel}${stride > 1 ? `, stride ${stride}` : ""}`;
    return this.#push({ kind: "conv", name, layer });
  }

  norm({ relu = false } = {}): this {
    const [channels] = this.shape;
    const layer = measure(
      (x, gamma, beta) => batchNorm2d(x, gamma, beta, { training: true }),
      this.shape,
      [channels],
      [channels],
    );
    return this.#push({ kind: "norm", name: "batch norm", layer, relu });
  }

  #push(one: Box): this {
    this.boxes.push(one);
    this.shape = one.layer.shape;
    return this;
  }
}

const blocks: Record<string, (input: Shape, outChannels: number, stride: number) => Block> = {
  basic: (input) => ({
    main: new Layers(input).conv(3, input[0]).norm({ relu: true }).conv(3, input[0]).norm().boxes,
    shortcut: [],
    relu: true,
    note: ["the shortcut is the input itself"],
  }),
  bottleneck: (input) => {
    const narrow = Math.max(1, Math.floor(input[0] / 4));
    const layers = new Layers(input)
      .conv(1, narrow)
      .norm({ relu: true })
      .conv(3, narrow)
      .norm({ relu: true });
    return {
      main: layers.conv(1, input[0]).norm().boxes,
      shortcut: [],
      relu: true,
      note: [`the 3 × 3 works on ${narrow} channels, `, "a quarter"],
    };
  },
  projection: (input, outChannels, stride) => ({
    main: new Layers(input).conv(3, outChannels, stride).norm({ relu: true }).conv(3, outChannels).norm()
      .boxes,
    shortcut: new Layers(input).conv(1, outChannels, stride).norm().boxes,
    relu: true,
    note: ["a 1 × 1 on the shortcut ", "gives both sides one shape"],
  }),
  "pre-activation": (input) => ({
    main: new Layers(input).norm({ relu: true }).conv(3, input[0]).norm({ relu: true }).conv(3, input[0])
      .boxes,
    shortcut: [],
    relu: false,
    note: ["norm and ReLU before each convolution: ", "nothing stands on the way of the shortcut"],
  }),
};

/** Residual blocks (He et al. 2016, "Deep residual learning"; pre-activation: "Identity mappings"). */
export function drawResidual(setting: ModuleSetting, brush: Brush): Drawing {
  const { variant = modules.residual[0] } = setting;
  const input = setting.input ?? [variant === "bottleneck" ? 256 : 64, 56, 56];
  const projects = variant === "projection";
  for (const name of ["outChannels", "stride"] as const)
    if (!projects && setting[name] !== undefined)
      refuse(name, setting[name], "changes the shape of one side only", 'set variant: "projection"');
  const { outChannels = 2 * input[0], stride = 2 } = setting;
  if (typeof stride !== "number") refuse("stride", stride, "must be one number");
  const { main, shortcut, relu, note } = blocks[variant](input, outChannels, stride as number);
  const all = [...main, ...shortcut].map(({ layer }) => layer);
  const shape = main[main.length - 1].layer.shape;
  const look: Look = { brush, unit: Math.min(6, widestBar / Math.max(...all.map(({ shape }) => shape[0]))) };
  const start: Box = { kind: "input", name: "input", layer: { shape: input, parameters: 0, macs: 0 } };
  const end: Box = { kind: "output", name: "output", layer: { shape, parameters: 0, macs: 0 } };
  const sum = added(look, chain(look, main), chain(look, shortcut), {
    main: shape,
    shortcut: shortcut.at(-1)?.layer.shape ?? input,
  });
  const flow = upwards(
    box(look, start),
    link(look, { shape: input, arrow: false }),
    sum,
    link(look, { relu, shape }),
    box(look, end),
  );
  const parameters = all.reduce((total, layer) => total + layer.parameters, 0);
  const macs = all.reduce((total, layer) => total + layer.macs, 0);
  return {
    body: flow.markup,
    width: flow.width,
    height: flow.height,
    top: 0,
    title: `Residual block, ${variant}, ${volumeText(input)} to ${volumeText(shape)}`,
    how: "Read upwards: the block’s layers, and the shortcut past them, added at ⊕. A ring with a bent line is a ReLU.",
    caption: [[`${parametersText(parameters)}, `, `${grouped(macs)} multiply-adds`], note],
  };
}
