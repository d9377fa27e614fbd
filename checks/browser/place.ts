import type { Browser, Page, Worker } from "playwright-core";
import type { Site } from "./site.js";

/** Where code runs in a browser: a thread of a page, fresh for each use. */
export interface Place {
  readonly name: string;
  readonly page: "plain" | "isolated";
  readonly worker: boolean;
}

/** Evaluates an expression there, which may use what `main.js` exports as `main`, and closes the page. */
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
    const main = new URL("main.js", site[place.page]).href;
    return await thread.evaluate(`import("${main}").then((main) => ${expression})`);
  } finally {
    await page.close();
  }
}

async function workerOf(page: Page): Promise<Worker> {
  const started = page.waitForEvent("worker");
  await page.evaluate("void (globalThis.worker = new Worker('worker.js', { type: 'module' }))");
  return started;
}
