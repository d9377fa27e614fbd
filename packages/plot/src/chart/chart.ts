import { encodeBase64 } from "../base64.js";

/** A part of a plotly figure: names and values as plotly's own documentation has them. */
export type PlotlyObject = Record<string, unknown>;

/** A plotly figure: give `data` and `layout` to plotly, or the chart to `chartSvg` or `show`. */
export interface Chart {
  data: PlotlyObject[];
  layout: PlotlyObject;
  /** What the chart shows, in words. */
  text: string;
}

// Okabe and Ito's colours, those that stand out on white; lines differ in dashes and marks too.
export const colours: readonly string[] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
export const dashes: readonly string[] = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
export const marks: readonly string[] = ["circle", "square", "diamond", "triangle-up", "x", "star"];

export interface Frame {
  title: string;
  /** A second, smaller line. */
  subtitle?: string;
  x: PlotlyObject;
  y: PlotlyObject;
  /** Several traces need their names. */
  legend: boolean;
  /** What else the layout needs: more axes, shapes, another size. */
  layout?: PlotlyObject;
}

/** How every axis looks. */
export const axis: PlotlyObject = {
  gridcolor: "#DDDDDD",
  zerolinecolor: "#999999",
  linecolor: "#1A1A1A",
  ticks: "outside",
  automargin: true,
};

/** A chart in the house style: white page, dark ink, axes with titles. */
export function chartOf(
  data: PlotlyObject[],
  { title, subtitle, x, y, legend, layout: more }: Frame,
  text: string,
): Chart {
  const layout = {
    title: {
      text: title,
      x: 0,
      xref: "paper",
      font: { size: 16 },
      ...(subtitle && { subtitle: { text: subtitle } }),
    },
    width: 640,
    height: 400,
    margin: { l: 70, r: 24, t: 56, b: 60 },
    paper_bgcolor: "#FFFFFF",
    plot_bgcolor: "#FFFFFF",
    font: { family: "DejaVu Sans, Verdana, sans-serif", size: 13, color: "#1A1A1A" },
    showlegend: legend,
    legend: { bgcolor: "rgba(255,255,255,0.8)" },
    xaxis: { ...axis, ...x },
    yaxis: { ...axis, ...y },
    ...more,
  };
  const chart = { data, layout, text: [title, subtitle, text].filter(Boolean).join(". ") };
  // Not enumerable: the chart stays plain data, and JSON.
  return Object.defineProperty(chart, Symbol.for("convkit.display"), { value: () => display(chart) });
}

/** Every front end gets what it can show: a picture, plotly's own figure, or words. */
async function display(chart: Chart): Promise<Record<string, unknown>> {
  const bundle = {
    "text/plain": chart.text,
    "application/vnd.plotly.v1+json": { data: chart.data, layout: chart.layout },
  };
  const { chartSvg, missing } = await import("../static/index.js");
  if ((await missing()).length > 0) return bundle;
  const source = `data:image/svg+xml;base64,${encodeBase64(await chartSvg(chart))}`;
  const { width, height } = chart.layout;
  const alt = chart.text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return { "text/html": `<img alt="${alt}" width="${width}" height="${height}" src="${source}">`, ...bundle };
}
