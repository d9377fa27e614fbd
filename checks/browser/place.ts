import type { Browser, Page, Worker } from "playwright-core";
import type { Site } from "./site.js";

/** A thread of a page. */
export interface Place {
  readonly name: string;
  readonly page: "plain" | "isolated";
  readonly worker: boolean;
}

/**
 * Evaluates an expression in a place of its own, and closes that again.
 * @param expression may use what `main.js` of the site exports as `main`, and import modules by their path
 */
export async function evaluate<T>(
  browser: Browser,
  site: Site,
  place: Place,
  expression: string,
): Promise<T> {
  const page = await browser.newPage();
  try {
    await page.goto(site[place.page]);
    const thread: Pick<Page, "evaluate"> = place.worker ? await workerOf(page) : page;
    return await thread.evaluate(`import("/${place.page}/main.js").then((main) => ${expression})`);
  } finally {
    await page.close();
  }
}

async function workerOf(page: Page): Promise<Worker> {
  const started = page.waitForEvent("worker");
  await page.evaluate("void (globalThis.worker = new Worker('worker.js', { type: 'module' }))");
  return started;
}
