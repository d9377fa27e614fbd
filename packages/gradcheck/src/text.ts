import type { Entry, GradReport, InputReport, Kink, Problem } from "./report.js";

const short = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value).replace("Infinity", "∞");
/** The next power of ten: an error's size is what counts, and its digits differ between machines. */
const size = (error: number): string =>
  error === 0 || !Number.isFinite(error) ? String(error) : `1e${Math.ceil(Math.log10(error))}`;
const brackets = (index: readonly number[]): string => `[${index.join(", ")}]`;

/** The cells of one input's row, in the order of `head`. */
const head = [
  "order",
  "input",
  "verdict",
  "worst at",
  "output at",
  "gradient",
  "numeric",
  "±",
  "relative error",
];

function cells({ order, name, shape, verdict, worst, kinks }: InputReport): string[] {
  return [
    String(order),
    `${name} ${brackets(shape)}`,
    verdict,
    ...(worst ? entryCells(worst) : [kinks.length > 0 ? "kinks only" : "no entries", "", "", "", "", ""]),
  ];
}

function entryCells({ index, output, gradient, numeric, numericError, relError }: Entry): string[] {
  return [
    index ? brackets(index) : "(along a direction)",
    output ? `${output.name} ${brackets(output.index)}` : "(a combination)",
    short(gradient),
    short(numeric),
    size(numericError),
    relError < 1e-3 ? size(relError) : String(Number(relError.toPrecision(2))).replace("Infinity", "∞"),
  ];
}

const shownKinks = 3;

/** Hints and kinks, a line each. */
function notes({ name, hint, kinks }: InputReport): string[] {
  const more = kinks.length - shownKinks;
  return [
    ...(hint ? [`hint for ${name}: ${hint}`] : []),
    ...kinks.slice(0, shownKinks).map((kink) => `${name} ${kinkText(kink)}`),
    ...(more > 0 ? [`${name} has ${more} more such ${more === 1 ? "place" : "places"}`] : []),
  ];
}

function kinkText({ index, output, left, right, gradient }: Kink): string {
  const of = output ? ` of ${output.name} ${brackets(output.index)}` : "";
  const slope = (value: number): string => (Number.isNaN(value) ? "undefined" : short(value));
  return `at ${brackets(index)} is not differentiable: slope${of} is ${slope(left)} on the left, ${slope(right)} on the right; the rule gives ${short(gradient)}`;
}

/** What a problem means, where every number that was compared is right. */
const failures: Record<Problem["kind"], string> = {
  "not deterministic": "the gradient cannot be checked",
  "input changed": "the gradient cannot be checked",
  "not finite": "the gradient cannot be checked",
  "rule failed": "a gradient rule fails",
  "jvp differs": "vjp and jvp disagree",
  "too many kinks": "f is not differentiable here",
};

function verdictLine(report: GradReport): string {
  const { ok, inputs, methods, rtol } = report;
  if (methods.length === 0) return failures[report.problems[0].kind];
  const how = `(${[...new Set(methods)].join(", then ")}, relative tolerance ${rtol < 1e-3 ? rtol.toExponential() : rtol})`;
  if (ok) return `the gradient is right ${how}`;
  const of = (verdict: InputReport["verdict"]): string =>
    [...new Set(inputs.filter((input) => input.verdict === verdict).map(({ name }) => name))].join(", ");
  if (of("wrong")) return `the gradient of ${of("wrong")} is wrong ${how}`;
  if (of("undecided"))
    return `differences of f are too inexact to judge the gradient of ${of("undecided")} ${how}`;
  return `${failures[report.problems[0].kind]} ${how}`;
}

/** A verdict, a table with a row for each input, and what else there is to say. */
export function formatReport(report: GradReport): string {
  const rows = [head, ...report.inputs.map(cells)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const table = report.inputs.length === 0 ? [] : rows;
  return [
    verdictLine(report),
    ...table.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join("  ")}`.trimEnd()),
    ...allNotes(report).map((note) => `  ${note}`),
  ].join("\n");
}

const allNotes = ({ problems, inputs }: GradReport): string[] => [
  ...problems.map(({ text }) => text),
  ...inputs.flatMap(notes),
];

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The same as HTML. */
export function tableOf(report: GradReport): string {
  const row = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
  const table =
    report.inputs.length === 0
      ? ""
      : `<table>${row("th", head)}${report.inputs.map((input) => row("td", cells(input))).join("")}</table>`;
  const list = allNotes(report).map((note) => `<li>${escapeHtml(note)}</li>`);
  return `<p>${escapeHtml(verdictLine(report))}</p>${table}${list.length ? `<ul>${list.join("")}</ul>` : ""}`;
}
