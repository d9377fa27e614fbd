import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { writeNotebook } from "../notebook-file/write.js";

// The command as a process of its own, from the sources: Node strips the types, and this makes "./x.js" mean "./x.ts".
const sources = `import { registerHooks } from "node:module";
registerHooks({ resolve: (name, context, next) => {
  try { return next(name, context); } catch (error) {
    if (!name.endsWith(".js")) throw error;
    return next(name.slice(0, -3) + ".ts", context);
  }
} });`;
const argv = [
  "--no-warnings",
  "--conditions=@convkit/source",
  `--import=data:text/javascript,${encodeURIComponent(sources)}`,
  fileURLToPath(new URL("main.ts", import.meta.url)),
];

const folder = mkdtempSync(join(tmpdir(), "convkit-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function start(temporary: string, ...given: string[]): ChildProcess {
  const env = { ...process.env, TMPDIR: temporary, FORCE_COLOR: "1" };
  return spawn(process.execPath, [...argv, ...given], { cwd: folder, env, stdio: "ignore" });
}

function convkit(...given: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...argv, ...given], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout: stdout.replace(/\d+\.\d s/g, "N s"), stderr });
    });
  });
}

function notebook(path: string, ...sources: string[]): void {
  const cells = sources.map((source) => ({ cell_type: "code" as const, metadata: {}, source, outputs: [] }));
  writeNotebook(join(folder, path), { cells, metadata: {}, nbformat: 4, nbformat_minor: 4 });
}

describe("convkit run", { timeout: 60_000 }, () => {
  test("copies to build/notebooks/, --write into the notebook, --check compares", async () => {
    notebook("notebooks/01-fine.ipynb", "console.log('hello');");
    notebook("notebooks/02-fine.ipynb", "1 + 1");
    const report =
      "ok     notebooks/01-fine.ipynb  1 cell  N s\nok     notebooks/02-fine.ipynb  1 cell  N s\n";
    const before = readFileSync(join(folder, "notebooks/01-fine.ipynb"), "utf8");
    expect(await convkit("run")).toEqual({ code: 0, stdout: report, stderr: "" });
    expect(readFileSync(join(folder, "notebooks/01-fine.ipynb"), "utf8")).toBe(before);
    const copy = readFileSync(join(folder, "build/notebooks/01-fine.ipynb"), "utf8");

    expect(await convkit("run", "--write")).toEqual({ code: 0, stdout: report, stderr: "" });
    expect(readFileSync(join(folder, "notebooks/01-fine.ipynb"), "utf8")).toBe(copy);
    writeFileSync(join(folder, "notebooks/01-fine.ipynb"), copy.replace('"hello\\n"', '"hullo\\n"'));
    expect(await convkit("run", "--check")).toEqual({
      code: 1,
      stdout: report.replace("ok    ", "failed"),
      stderr: `notebooks/01-fine.ipynb, cell 1
  > console.log('hello');
  Output changed: it differs from the stored one; if it is right now, \`convkit run --write\` stores it
  --- stored
  +++ now
  @@ line 1 @@
   [stdout]
  -hullo
  +hello
`,
    });
  });

  test("a kernel that dies ends the command, not only its time limit", async () => {
    notebook("exit.ipynb", "\nprocess.exit(3);");
    expect(await convkit("run", "exit.ipynb")).toEqual({
      code: 1,
      stdout: "failed exit.ipynb  1 cell  N s\n",
      stderr: "exit.ipynb, cell 1\n  > process.exit(3);\n  Kernel died: it exited with code 3\n",
    });
  });

  test("--check compares claims.json with the cells of all notebooks beside it", async () => {
    notebook("claims/notebooks/01.ipynb", "");
    const claim = { id: "conv.size", section: 1, notebook: "01", text: "Smaller.", status: "carried" };
    writeFileSync(join(folder, "claims/notebooks/claims.json"), JSON.stringify({ claims: [claim] }));
    expect(await convkit("run", "--check", "claims/notebooks/01.ipynb")).toEqual({
      code: 1,
      stdout: "ok     claims/notebooks/01.ipynb  0 cells  N s\n",
      stderr: "claims/notebooks/claims.json\n  conv.size is carried, yet no cell of 01 carries it\n",
    });
  });

  test("wrong usage ends with code 2 and says what would be right", async () => {
    const [option, missing, number] = await Promise.all([
      convkit("run", "--chek"),
      convkit("run", "nowhere.ipynb"),
      convkit("run", "--jobs", "0"),
    ]);
    expect(option).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: unknown option '--chek'\n(Did you mean --check?)\n",
    });
    expect(missing).toEqual({ code: 2, stdout: "", stderr: "error: there is no notebook nowhere.ipynb\n" });
    expect(number.code).toBe(2);
    expect(number.stderr).toBe(
      "error: option '-j, --jobs <number>' argument '0' is invalid. Expected a positive whole number.\n",
    );
  });

  test.concurrent.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGKILL", null],
  ] as const)("%s leaves no process and no temporary file", async (signal, code) => {
    const temporary = mkdtempSync(join(folder, "tmp-"));
    const pidFile = join(folder, `${signal}.pid`);
    notebook(
      `${signal}.ipynb`,
      `require('fs').writeFileSync('${signal}.pid', String(process.pid));\nwhile (true) {}`,
    );
    const runner = start(temporary, "run", `${signal}.ipynb`);
    await until(() => existsSync(pidFile));
    const kernel = Number(readFileSync(pidFile, "utf8"));
    expect(isAlive(kernel)).toBe(true);
    runner.kill(signal);
    expect((await once(runner, "exit"))[0]).toBe(code);
    await until(() => !isAlive(kernel));
    expect(readdirSync(temporary)).toEqual([]);
  });
});

test("every command shows examples", { timeout: 60_000 }, async () => {
  const commands = [["run"], ["kernel"], ["kernel", "install"], ["kernel", "uninstall"]];
  const helps = await Promise.all(commands.map((command) => convkit(...command, "--help")));
  for (const [index, { code, stdout }] of helps.entries()) {
    expect(code).toBe(0);
    expect(stdout).toContain(`\nExamples:\n  $ convkit ${commands[index].join(" ")}`);
  }
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(50);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("convkit figures", { timeout: 60_000 }, () => {
  test("writes chosen figures and their hashes, and --check tells what differs", async () => {
    expect(await convkit("figures", "stack", "--out", "drawn")).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(join(folder, "drawn")).sort()).toEqual(["hashes.json", "stack.svg"]);
    const fine = { code: 0, stdout: "Figures are what the packages draw.\n", stderr: "" };
    expect(await convkit("figures", "stack", "--out", "drawn", "--check")).toEqual(fine);
    writeFileSync(join(folder, "drawn/stack.svg"), "<svg/>");
    const differs = { code: 1, stdout: "", stderr: "stack.svg is not what the packages draw\n" };
    expect(await convkit("figures", "stack", "--out", "drawn", "--check")).toEqual(differs);
  });

  test("figures of one's own numbers", async () => {
    const drawn = await convkit(
      ...["figures", "pool", "average", "--input", "4", "--kernel", "2", "--out", "own"],
      ...["--view", "gradient", "--steps", "0:1", "--format", "svg,animated"],
    );
    expect(drawn).toMatchObject({ code: 0, stderr: "" });
    const name = "pool-average-input4-kernel2-view-gradient-steps0_1";
    expect(readdirSync(join(folder, "own")).sort()).toEqual([`${name}-animated.svg`, `${name}.svg`]);
  });

  test.each([
    [
      ["stack", "--format", "gif"],
      'convkit figures stack: --format is "gif" but these figures have no such form; choose svg; what moves has steps, and plotly is a chart\n',
    ],
    [
      ["deconv", "--view", "gradient"],
      "convkit figures: --view is given but catalogue figures have their numbers; name a kind: conv, transposed, dilated, pool, matrix, module\n",
    ],
  ])("refuses %j", async (given, stderr) => {
    expect(await convkit("figures", ...given)).toEqual({ code: 2, stdout: "", stderr });
  });
});
