import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, texts } from "../conv/read.testing.js";
import { type ModuleSetting, moduleDiagram } from "../index.js";

interface Part {
  part: string;
  op: string | null;
  shape: string | null;
  parameters: number;
  macs: number;
}

/** Boxes and volumes of a figure, in drawing order. */
function parts(svg: string, ...wanted: string[]): Part[] {
  return [...parse(svg).querySelectorAll("[data-part]")]
    .map((group) => ({
      part: group.getAttribute("data-part") as string,
      op: group.getAttribute("data-op"),
      shape: group.getAttribute("data-shape"),
      parameters: Number(group.getAttribute("data-parameters")),
      macs: Number(group.getAttribute("data-macs")),
    }))
    .filter(({ part }) => wanted.length === 0 || wanted.includes(part));
}

const shapes = (svg: string, part: string) => parts(svg, part).map(({ shape }) => shape);
const relus = (svg: string) => parse(svg).querySelectorAll('[data-mark="relu"]').length;
const bars = (svg: string) =>
  [...parse(svg).querySelectorAll('[data-part="channels"]')].map((bar) =>
    Number(bar.getAttribute("data-count")),
  );
const total = (list: Part[]) => list.reduce((sum, { parameters }) => sum + parameters, 0);

describe("depthwise", () => {
  const svg = moduleDiagram({ module: "depthwise" });

  it("splits 8 × 8 × 3, convolves each map by its own kernel, and stacks", () => {
    expect(shapes(svg, "input")).toEqual(["3,8,8", "1,8,8", "1,8,8", "1,8,8"]);
    expect(shapes(svg, "kernel")).toEqual(["1,3,3", "1,3,3", "1,3,3"]);
    expect(shapes(svg, "output")).toEqual(["1,8,8", "1,8,8", "1,8,8", "3,8,8"]);
    expect(texts(svg)).toEqual(expect.arrayContaining(["split", "stack", "no sum", "A", "B", "C"]));
  });

  it("has 27 parameters and 1,728 multiply-adds", () => {
    expect(texts(svg)).toContain("27 parameters, 1,728 multiply-adds");
  });

  it("follows its setting: two kernels a channel, stride 2, no padding", () => {
    const other = moduleDiagram({
      module: "depthwise",
      input: [2, 9, 8],
      kernel: [3, 2],
      multiplier: 2,
      stride: 2,
      padding: 0,
    });
    expect(shapes(other, "output")).toEqual(["1,4,4", "1,4,4", "1,4,4", "1,4,4", "4,4,4"]);
    expect(texts(other)).toContain(`${2 * 2 * 6} parameters, ${4 * 4 * 4 * 6} multiply-adds`);
  });
});

describe("any legal setting", () => {
  const axis = (most: number) => fc.integer({ min: 1, max: most });
  const settings = fc.record({
    input: fc.tuple(axis(6), axis(12), axis(9)),
    kernel: fc.tuple(axis(4), axis(3)),
    stride: axis(3),
    padding: fc.nat(2),
    multiplier: axis(3),
    outChannels: axis(9),
  });
  const commas = (value: number) => value.toLocaleString("en-US");

  it("depthwise and separable convolutions have the counts of their formulas", () => {
    fc.assert(
      fc.property(settings, ({ outChannels, ...setting }) => {
        const { input, kernel, stride, padding, multiplier } = setting;
        const out = [0, 1].map((a) => Math.floor((input[a + 1] + 2 * padding - kernel[a]) / stride) + 1);
        fc.pre(out.every((size) => size > 0));
        const taps = kernel[0] * kernel[1];
        const maps = input[0] * multiplier;
        const svg = moduleDiagram({ module: "depthwise", ...setting });
        expect(shapes(svg, "output").at(-1)).toBe([maps, ...out].join());
        const words = `${commas(maps * taps)} parameter${maps * taps === 1 ? "" : "s"}, `;
        expect(texts(svg)).toContain(`${words}${commas(maps * taps * out[0] * out[1])} multiply-adds`);
        const separable = moduleDiagram({ module: "depthwise_sep", ...setting, outChannels });
        const [parameters, ordinary] = [maps * taps + maps * outChannels, input[0] * outChannels * taps];
        expect(texts(separable).join(" ")).toContain(`(${commas(parameters)})/(${commas(ordinary)})`);
        expect(multiplier / outChannels + multiplier / taps).toBeCloseTo(parameters / ordinary, 12);
      }),
      { numRuns: 25, seed: 1 },
    );
  });
});

describe("depthwise_sep", () => {
  it("has 75 of the ordinary one’s 432 parameters: 1/N + 1/9", () => {
    const svg = moduleDiagram({ module: "depthwise_sep" });
    expect(texts(svg)).toContain(
      "parameters: (27 + 48)/(432) = (75)/(432) = (1)/(N) + (1)/(k^2) = (1)/(16) + (1)/(9) = 0.174",
    );
    expect(75 / 432).toBeCloseTo(1 / 16 + 1 / 9, 12);
    expect(texts(svg)).toContain(`multiply-adds: 4,800 against 27,648`);
    expect([75 * 64, 432 * 64]).toEqual([4800, 27648]);
    expect(texts(svg)).toEqual(expect.arrayContaining(["no non-linearity", "between"]));
    expect(relus(svg)).toBe(0);
  });

  it("draws 4 of 16 kernels 1 × 1 × 3, and the ordinary one’s 3 × 3 × 3", () => {
    const svg = moduleDiagram({ module: "depthwise_sep" });
    const count = (shape: string) => shapes(svg, "kernel").filter((one) => one === shape).length;
    expect([count("1,3,3"), count("3,1,1"), count("3,3,3")]).toEqual([3, 4, 4]);
    expect(shapes(svg, "output")).toEqual(["3,8,8", "16,8,8", "16,8,8"]);
  });
});

describe("Inception", () => {
  const conv = (k: number, from: number, to: number) => k * k * from * to;

  it("has four branches, with a 3 × 3 after the pool", () => {
    const svg = moduleDiagram({ module: "Inception" });
    const boxes = parts(svg, "conv", "pool");
    expect(boxes.map(({ op }) => op).sort()).toEqual(
      ["average pool 3 × 3", ...Array(3).fill("conv 1 × 1"), ...Array(4).fill("conv 3 × 3")].sort(),
    );
    const expected = 3 * conv(1, 12, 3) + 3 * conv(3, 3, 3) + conv(3, 12, 3);
    expect([total(boxes), expected, expected * 64]).toEqual([675, 675, 43_200]);
    expect(texts(svg)).toContain("675 parameters, 43,200 multiply-adds");
    expect(relus(svg)).toBe(7);
    expect(shapes(svg, "output")).toEqual(["12,8,8"]);
  });

  it("v3 has a 1 × 1 there, and says so", () => {
    const svg = moduleDiagram({ module: "Inception", variant: "v3" });
    expect(parts(svg, "conv").filter(({ op }) => op === "conv 1 × 1")).toHaveLength(4);
    expect(texts(svg).join(" ")).toContain("as in Inception V3: a 1 × 1 after the pool;");
  });

  it.each([
    [undefined, 3],
    [1, 1],
    [6, 6],
  ])("reformulated cuts the channels of one 1 × 1 (segments %s)", (segments, count) => {
    const svg = moduleDiagram({
      module: "Inception",
      variant: "reformulated",
      ...(segments && { segments }),
    });
    const boxes = parts(svg, "conv");
    expect(boxes.map(({ op }) => op?.replace("conv ", ""))).toEqual(
      expect.arrayContaining(["1 × 1", ...Array(count).fill("3 × 3")]),
    );
    expect(boxes).toHaveLength(1 + count);
    expect(total(boxes)).toBe(144 + (9 * 12 * 12) / count);
    // Below each segment's box a bar, above it another; one for the input, the 1 × 1 and the output.
    expect(bars(svg).filter((channels) => channels === 12 / count)).toHaveLength(
      2 * count + (count === 1 ? 3 : 0),
    );
  });

  it("simplified equals reformulated in size", () => {
    const boxes = parts(moduleDiagram({ module: "Inception", variant: "simplified" }), "conv");
    expect(boxes).toHaveLength(6);
    expect(total(boxes)).toBe(144 + 432);
  });

  it("extreme has a kernel for each channel, and is set against the separable convolution", () => {
    const svg = moduleDiagram({ module: "Inception", variant: "extreme" });
    expect(parts(svg, "conv")).toHaveLength(1 + 12);
    expect(total(parts(svg, "conv"))).toBe(144 + 9 * 12);
    expect(texts(svg).join(" ")).toMatch(
      /here 1 × 1 first and a ReLU after both;.*there 1 × 1 last and none between/,
    );
  });

  it("has the known spectrum of 128 channels", () => {
    const line = (segments: number) =>
      texts(
        moduleDiagram({ module: "Inception", variant: "reformulated", input: [128, 4, 4], segments }),
      ).join(" ");
    expect(line(1)).toContain("1 segment: 163,840 parameters");
    expect(line(32)).toMatch(
      /32 segments: 20,992 parameters; .*the plain convolution: 163,840; .*channel: 17,536/,
    );
  });
});

describe("residual", () => {
  const counts = { basic: 73_984, bottleneck: 70_400, projection: 230_144, "pre-activation": 73_984 };
  it.each(Object.entries(counts))("%s, as torchvision counts it", (variant, parameters) => {
    const svg = moduleDiagram({ module: "residual", variant });
    expect(total(parts(svg, "conv", "norm"))).toBe(parameters);
    const channels = { basic: 64, bottleneck: 256, projection: 128, "pre-activation": 64 }[variant];
    const size = variant === "projection" ? 28 : 56;
    expect(shapes(svg, "add")).toEqual([[channels, size, size].join()]);
    const label = `${size} × ${size} × ${channels}`;
    expect(texts(svg).filter((text) => text === label).length).toBeGreaterThanOrEqual(2); // both shapes at ⊕
    expect(relus(svg)).toBe(variant === "bottleneck" ? 3 : 2);
  });
});

describe("conversions", () => {
  it("a fully connected layer and its convolution have 102,760,448 weights each", () => {
    const svg = moduleDiagram({ module: "fc-to-conv" });
    const both = parts(svg, "dense", "conv");
    expect(both.map(({ parameters }) => parameters)).toEqual([102_760_448, 102_760_448]);
    expect(both.map(({ shape }) => shape)).toEqual(["4096", "4096,1,1"]);
  });

  it("a network sliding over 384 × 384 answers for 36 crops", () => {
    const svg = moduleDiagram({ module: "sliding" });
    expect(shapes(svg, "input")).toEqual(["3,384,384", "512,12,12"]);
    expect(shapes(svg, "output")).toEqual(["1000,6,6"]);
    expect(texts(svg)).toContain("36 crops of 224 × 224, 32 apart, in one pass");
    // VGG-16 at 224: 15,470,264,320 multiply-adds (torchvision).
    expect(texts(svg).join(" ")).toMatch(/against 36 · 15,470,264,320: 11.2 times less work/);
  });

  it("three 3 × 3 see what one 7 × 7 sees, with 27 C² weights against 49 C²", () => {
    const svg = moduleDiagram({ module: "stack" });
    const rows = [...parse(svg).querySelectorAll("[data-field]")].map((row) => row.children.length);
    expect(rows).toEqual([1, 3, 5, 7, 1, 7]);
    expect(texts(svg)).toContain("parameters: (27C^2)/(49C^2) = (110,592)/(200,704) = 0.551 for C = 64");
    expect([27 * 64 ** 2, 49 * 64 ** 2]).toEqual([110_592, 200_704]);
  });
});

describe("the document", () => {
  const all: ModuleSetting[] = [
    { module: "depthwise" },
    { module: "depthwise_sep" },
    { module: "Inception" },
    { module: "Inception", variant: "extreme" },
    { module: "residual", variant: "projection" },
    { module: "fc-to-conv" },
    { module: "sliding" },
    { module: "stack" },
  ];
  it.each(all)("%j: small, described, with ids of its own", (setting) => {
    const svg = moduleDiagram(setting, { theme: "auto" });
    const root = parse(svg).documentElement;
    expect(root.getAttribute("data-figure")).toBe("moduleDiagram");
    expect(JSON.parse(root.getAttribute("data-setting") as string)).toEqual(setting);
    expect(root.querySelector("desc")?.textContent?.length).toBeGreaterThan(80);
    expect(svg.length).toBeLessThan(40_000);
    expect(svg).not.toMatch(/NaN|undefined|var\(|<text|Infinity/);
    const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id.startsWith(root.id))).toBe(true);
  });
});

describe("refuses", () => {
  it.each<[object, string | RegExp]>([
    [{ module: "dense" }, 'moduleDiagram: module is "dense" but must be one of depthwise, depthwise_sep, Inception, residual, fc-to-conv, sliding, stack'],
    [{ module: "Inception", variant: "v4" }, 'moduleDiagram: variant is "v4" but must be one of xception-1, v3, simplified, reformulated, extreme'],
    [{ module: "Inception", segments: 3 }, 'moduleDiagram: segments is 3 but belongs to the variant reformulated; set variant: "reformulated"'],
    [{ module: "Inception", outChannels: 3 }, "moduleDiagram: outChannels is 3 but must be at least 4, one for each branch"],
    [{ module: "Inception", variant: "reformulated", segments: 5 }, /^conv2d: /],
    [{ module: "depthwise", input: [3, 8] }, "moduleDiagram: input is [3, 8] but must be three positive integers: channels, height, width"],
    [{ module: "depthwise", segments: 2 }, /^moduleDiagram: there is no option segments/],
    [{ module: "residual", stride: 2 }, 'moduleDiagram: stride is 2 but changes the shape of one side only; set variant: "projection"'],
    [{ module: "sliding", input: [3, 200, 384] }, /^conv2d: window 7 /],
  ])("%j", (setting, message) => expect(() => moduleDiagram(setting as ModuleSetting)).toThrow(message)); // biome-ignore format: rows
});
