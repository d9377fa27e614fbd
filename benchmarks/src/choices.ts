/** What the plan chooses for every convolution of the networks, and how each alternative does. */
import { setThreads } from "@convkit/kernels";
import { networkLayers } from "./choices/layers.js";
import { measure } from "./choices/measure.js";
import { type ChoiceRow, type Choices, candidate, missed, type Way } from "./choices/row.js";
import { machine } from "./machine.js";
import { store } from "./store.js";

const effort = { rounds: 6, budget: 20 };
const ways: readonly Way[] = ["resident", "eager"];

setThreads(1);
const only = process.argv[process.argv.indexOf("--choices") + 1] ?? "";
const rows: ChoiceRow[] = [];
for (const layer of networkLayers().filter(({ name }) => name.includes(only)))
  for (const row of await measure(layer, effort)) {
    rows.push(row);
    for (const way of ways) console.log(line(row, way));
  }
const choices: Choices = { date: new Date().toISOString().slice(0, 10), machine: machine(), rows };
if (only === "") console.log(`Stored in ${store(`${choices.date}-choices`, choices)}`);

/** One layer and way: what was chosen, and GFLOP/s of each algorithm. */
function line(row: ChoiceRow, way: Way): string {
  const speeds = row.candidates.flatMap(({ algorithm, time }) =>
    time[way] === undefined ? [] : [`${algorithm} ${((2 * row.macs) / time[way] / 1e6).toPrecision(3)}`],
  );
  const better = missed(row, way);
  const verdict = better ? ` but ${better.algorithm} is ${better.factor.toFixed(2)} × as fast` : "";
  const { predicted, time } = candidate(row, row.chosen[way])!;
  const nanoseconds = (1e6 * time[way]!) / predicted[way]!;
  return `${row.name} ${row.map} ${way}: ${row.chosen[way]}${verdict} (${speeds.join(", ")}; ${nanoseconds.toFixed(1)} ns a unit)`;
}
