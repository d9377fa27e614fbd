/** A picture with the plotly figure that takes its place where scripts run. */
export function chartHtml(picture: string, figure: unknown): string {
  // Nothing in the data can end the script: "<" only stands in strings.
  const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
  return `<div class="chart" data-chart>${picture}<script type="application/json">${json}</script></div>`;
}
