import { type Chart, chartOf, colours, dashes, type PlotlyObject } from "./chart.js";

export interface GradientCheckSetting {
  title?: string;
  /** Relative errors of the differences at each step, as `errorByStep` of @convkit/gradcheck gives them. */
  steps: readonly number[];
  central: readonly number[];
  forward: readonly number[];
  /** Errors of central differences next to a kink, where a step that reaches across it gives no derivative. */
  kink?: readonly number[];
}

/**
 * Relative error of numerical derivatives over the step h, both axes logarithmic: the truncation error falls with
 * h (forward) or h² (central) until rounding, which grows as 1/h, takes over. Dotted guides have those slopes.
 *
 * @example gradientCheck({ steps: [1e-2, 1e-3], central: [1e-5, 1e-7], forward: [1e-2, 1e-3] }).data[0].y // [1e-5, 1e-7]
 */
export function gradientCheck({ title, steps, central, forward, kink }: GradientCheckSetting): Chart {
  const curve = (name: string, y: readonly number[], index: number): PlotlyObject => ({
    name,
    x: [...steps],
    y: y.map((error) => error || null), // an error of 0 has no place on a logarithmic axis
    mode: "lines",
    line: { color: colours[index], dash: dashes[index], width: 2 },
  });
  const guide = (name: string, slope: (h: number) => number): PlotlyObject => ({
    name,
    x: [...steps],
    y: steps.map((h) => slope(h)),
    mode: "lines",
    line: { color: "#999999", dash: "dot", width: 1 },
  });
  const epsilon = 2 ** -53;
  const data = [
    curve("central differences", central, 0),
    curve("forward differences", forward, 1),
    ...(kink ? [curve("central, next to a kink", kink, 2)] : []),
    guide("h²", (h) => h * h),
    guide("h", (h) => h),
    guide("ε/h", (h) => epsilon / h),
  ];
  const frame = {
    title: title ?? "Gradient check: error by step",
    x: {
      title: { text: "step h, relative to the inputs" },
      tickangle: 0,
      type: "log",
      exponentformat: "power",
    },
    y: { title: { text: "relative error" }, type: "log", exponentformat: "power", range: [-13, 1] },
    legend: true,
  };
  const best = (name: string, errors: readonly number[]): string => {
    const least = errors.indexOf(Math.min(...errors));
    return `${name} best at h = ${steps[least].toExponential(0)} (error ${errors[least].toExponential(0)})`;
  };
  return chartOf(data, frame, `${best("Central", central)}; ${best("forward", forward)}.`);
}
