import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chart, convDiagram, matrixDiagram } from "@convkit/plot";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { bundle } from "../display/index.js";
import type { Cell, MimeBundle } from "../notebook-file/notebook.js";
import { buildGallery } from "./build.js";

// playwright-core brings no browser: the tests run where Chromium or Chrome is installed.
const found = inject("chromium");
const [name, executablePath] =
  "absent" in found
    ? [`the gallery in Chromium: ${found.absent}`]
    : ["the gallery in Chromium, from disk", found.path];

describe.skipIf(executablePath === undefined)(name, { timeout: 60_000 }, () => {
  let root: string;
  let browser: Browser;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "gallery-browser-"));
    await writeWorkspace(root);
    buildGallery(root, join(root, "gallery"));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true });
  });

  /** Opens a page, does something there, and looks that nothing went wrong and nothing left the folder. */
  async function at(
    file: string,
    act: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const context = await browser.newContext({ reducedMotion: "reduce", colorScheme: "light", ...options });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || wrong.push(request.url()));
    const [path, hash = ""] = file.split("#");
    await page.goto(`${pathToFileURL(join(root, "gallery", path)).href}#${hash}`);
    await act(page);
    expect(wrong).toEqual([]);
    await context.close();
  }
  const arrived = async (page: Page, file: string): Promise<void> => {
    await page.waitForURL((url) => url.pathname.endsWith(file));
  };
  const fileOf = (page: Page): string => decodeURI(new URL(page.url()).pathname.split("/").at(-1)!);

  test("a diagram plays, and steps by slider and pointer", () =>
    at("01-a.html", async (page) => {
      const shown = () =>
        page.evaluate(() =>
          [...document.querySelectorAll<SVGElement>(".drawing .t")]
            .map((part) => part.style.visibility)
            .join(),
        );
      const slider = page.locator(".drawing input");
      const first = await shown();
      await slider.focus();
      await page.keyboard.press("ArrowRight");
      expect(await slider.inputValue()).toBe("1");
      expect(await shown()).not.toBe(first);
      expect(fileOf(page)).toBe("01-a.html"); // the key was the slider's
      await page.locator('.drawing [data-part="output"] > [data-at]').last().hover({ force: true });
      expect(await slider.inputValue()).toBe("3");
      await page.locator(".drawing button").click();
      await expect.poll(() => slider.inputValue(), { timeout: 5000 }).toBe("0"); // after the last comes the first
    }));

  test("under the pointer, what is tied in a matrix stands out", () =>
    at("01-a.html", async (page) => {
      const entry = page.locator('.result > svg [data-at="0,0"][data-kind="weight"]').first();
      const faint = () =>
        page.evaluate(() => {
          const uses = [...document.querySelectorAll(".result > svg use[class]")];
          return uses.filter((use) => getComputedStyle(use).opacity !== "1").length;
        });
      const all = await page.locator(".result > svg use[class]").count();
      expect(await faint()).toBe(0);
      await entry.hover({ force: true });
      // C of 3 → 2 with kernel 2, in one dimension: an entry, its row and column, their names, twice.
      const tied = 2 * (1 + 1 + 1 + 1);
      expect(await faint()).toBe(all - tied);
    }));

  test("a chart is live, and only its page loads the library", async () => {
    const scripts = (page: Page) =>
      page.evaluate(() => [...document.scripts].map(({ src }) => src.split("/").at(-1)));
    await at("01-a.html", async (page) => {
      await page.locator(".chart").scrollIntoViewIfNeeded();
      await page.locator(".chart .main-svg").first().waitFor();
      expect(await page.locator(".chart > img").isVisible()).toBe(false);
      expect(await scripts(page)).toContain("plotly.js");
      await page.emulateMedia({ media: "print" });
      expect(await page.locator(".chart > img").isVisible()).toBe(true);
      expect(await page.locator(".bar").isVisible()).toBe(false);
    });
    await at("02-b.html", async (page) => expect(await scripts(page)).not.toContain("plotly.js"));
  });

  test("keys turn pages, search, and close", () =>
    at("index.html", async (page) => {
      await page.keyboard.press("ArrowRight");
      await arrived(page, "01-a.html");
      await page.keyboard.press("ArrowRight");
      await arrived(page, "02-b.html");
      await page.keyboard.press("ArrowLeft");
      await arrived(page, "01-a.html");
      await page.keyboard.press("/");
      await page.keyboard.type("unmistakble"); // a slip
      await page.locator("#search li").first().waitFor();
      expect(await page.locator("#search li mark").first().textContent()).toBe("unmistakable");
      await page.keyboard.press("Escape");
      expect(await page.locator("#search").isVisible()).toBe(false);
      await page.keyboard.press("/");
      await page.keyboard.press("Enter");
      await arrived(page, "02-b.html");
      expect(new URL(page.url()).hash).toBe("#the-second-part");
    }));

  test("the first tab leads past the bar; solutions unfold", () =>
    at("02-b.html", async (page) => {
      const folded = page.locator("#cell-hidden .outputs");
      expect(await folded.isVisible()).toBe(false);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
      await page.locator("#cell-hidden summary").click();
      expect(await folded.isVisible()).toBe(true);
    }));

  test("colours follow the system, or the button, which pages remember", () =>
    at("01-a.html", async (page) => {
      const dark = () =>
        page.evaluate(() => getComputedStyle(document.body).backgroundColor === "rgb(20, 24, 29)");
      const paper = () =>
        page.evaluate(() => getComputedStyle(document.querySelector(".drawing svg > rect")!).fill);
      // A page hears of a change after it has happened.
      const shown = () => expect.poll(async () => [await dark(), await paper()]);
      await shown().toEqual([false, "rgb(255, 255, 255)"]);
      await page.emulateMedia({ colorScheme: "dark" });
      await shown().toEqual([true, "rgb(20, 24, 29)"]);
      await page.emulateMedia({ colorScheme: "light" });
      await page.locator("#theme").click();
      await shown().toEqual([true, "rgb(20, 24, 29)"]);
      await page.goto(page.url().replace("01-a", "02-b"));
      expect(await dark()).toBe(true);
    }));

  test("without scripts all is there: pictures, text, links", () =>
    at(
      "01-a.html",
      async (page) => {
        expect(await page.locator(".drawing > img").isVisible()).toBe(true);
        expect(await page.locator(".chart > img").isVisible()).toBe(true);
        expect(await page.locator("#open-search").isVisible()).toBe(false);
        expect(await page.locator('a[rel="next"]').isVisible()).toBe(true);
      },
      { javaScriptEnabled: false },
    ));

  test("fits a phone", () =>
    at(
      "01-a.html",
      async (page) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
        expect(await page.locator(".contents nav").isVisible()).toBe(false); // folded
      },
      { viewport: { width: 390, height: 844 } },
    ));

  test("nothing that got into a page would run", async () => {
    const page = readFileSync(join(root, "gallery", "02-b.html"), "utf8");
    const evil = "document.title = 'evil'";
    const slipped = `<script>${evil}</script><img src="data:," onerror="${evil}"><script src="data:text/javascript,${evil}"></script><script src="evil.js"></script>`;
    writeFileSync(join(root, "gallery", "evil.js"), evil);
    writeFileSync(join(root, "gallery", "slipped.html"), page.replace("</main>", `${slipped}</main>`));
    const context = await browser.newContext();
    const opened = await context.newPage();
    await opened.goto(pathToFileURL(join(root, "gallery", "slipped.html")).href);
    await opened.waitForLoadState("load");
    expect(await opened.title()).toBe("Second · ConvKit");
    await context.close();
  });
});

async function writeWorkspace(root: string): Promise<void> {
  mkdirSync(join(root, "notebooks"));
  const markdown = (source: string): Cell => ({ cell_type: "markdown", metadata: {}, source });
  const code = (id: string, data: object, metadata = {}): Cell => ({
    cell_type: "code",
    id,
    metadata,
    source: `show(${id}); // ${"long ".repeat(40)}`,
    outputs: [{ output_type: "display_data", data: data as MimeBundle, metadata: {} }],
  });
  const live = bundle(convDiagram({ input: 4, kernel: 2, stride: 2 }, { mode: "html" }));
  const matrix = bundle(matrixDiagram({ input: [3], kernel: 2 }));
  const bars = await bundle(chart.bars({ title: "Counts", unit: "adds", counts: { direct: 4, lowered: 4 } }));
  const write = (name: string, cells: Cell[]): void =>
    writeFileSync(
      join(root, "notebooks", name),
      JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
  write("01-a.ipynb", [
    markdown("# First"),
    code("drawn", live),
    code("counted", bars),
    code("tied", matrix),
  ]);
  write("02-b.ipynb", [
    markdown("# Second\n\n## The second part\n\nAn unmistakable word."),
    code("hidden", { "text/plain": "shown" }, { tags: ["solution"] }),
  ]);
}
