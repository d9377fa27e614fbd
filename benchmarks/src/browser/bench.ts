/** A short benchmark in Chromium: on a page, where one thread computes, and in a worker with two. */
import { parseArgs } from "node:util";
import { chromium as driver } from "playwright-core";
import { bundle } from "../../../checks/browser/bundle.js";
import { evaluate, type Place } from "../../../checks/browser/place.js";
import { serve } from "../../../checks/browser/site.js";
import { machine } from "../machine.js";
import type { Row } from "../row.js";
import { tables } from "../table.js";
import { tensorflow } from "./tensorflow.js";

const limit = 5 * 60_000;
const effort = { rounds: 2, budget: 60 };
// Isolated both: on other pages the clock counts tenths of a millisecond.
const places: readonly (Place & { threads: number })[] = [
  { name: "on a page", page: "isolated", worker: false, threads: 1 },
  { name: "in a worker", page: "isolated", worker: true, threads: 2 },
];

/** @param folder of the benchmarks @param executablePath of the browser */
export async function bench(folder: string, executablePath: string): Promise<void> {
  const { values: options } = parseArgs({ options: { layer: { type: "string", default: "" } } });
  // The files of other libraries name modules of Node; they are not loaded.
  const main = await bundle({ main: "src/browser/measure.ts" }, folder, { external: ["node:*"] });
  const peers = await tensorflow(folder);
  if (peers.size === 0)
    console.log("TensorFlow.js is not installed (npm run bench does): only ConvKit is measured.");
  const site = await serve(new Map([...main, ...peers]));
  const browser = await driver.launch({ executablePath });
  try {
    const rows: Row[] = [];
    for (const place of places) {
      const settings = [place.threads, options.layer, effort].map((one) => JSON.stringify(one)).join();
      rows.push(...(await within(limit, evaluate<Row[]>(browser, site, place, `main.rows(${settings})`))));
    }
    const { cpu, cores } = machine();
    console.log(`${cpu}, ${cores} cores, Chromium ${browser.version()}; one sample\n${tables(rows)}`);
  } finally {
    await browser.close();
    site.close();
  }
}

/** @throws Error where it takes longer: what a browser waits for may never come */
async function within<T>(milliseconds: number, result: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, refuse) => {
    const error = new Error(`bench: the browser did not answer within ${milliseconds / 1000} s`);
    timer = setTimeout(() => refuse(error), milliseconds);
  });
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}
