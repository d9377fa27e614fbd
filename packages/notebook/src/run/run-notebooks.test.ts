import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cell, Output } from "../notebook-file/notebook.js";
import { writeNotebook } from "../notebook-file/write.js";
import { describeFailure } from "./failure.js";
import { type NamedRun, runNotebooks } from "./run-notebooks.js";

// These tests start real kernels: one run of small notebooks, each with a fault of its own.
const notebooks: Record<string, string[]> = {
  fine: [
    "const a: number = 20;\nconsole.log('one');\nconsole.error('two');",
    "   ",
    "import { newDisplay } from 'tslab';\nconst d = newDisplay();\nd.text('first');",
    "d.html('<b>second</b>');\na + 1",
    "const later = await Promise.resolve(a * 2);\nlater",
    "const euro = Buffer.from('€');\nprocess.stdout.write(euro.subarray(0, 1));\nconst done = process.stdout.write(euro.subarray(1));",
  ],
  burst: ["for (let line = 0; line < 5000; line++) console.log(line);", "console.log('still here');"],
  error: [
    "function f(x: number) {\n  throw new RangeError('kaboom ' + x);\n}",
    "\n\nf(7);",
    "console.log('never');",
  ],
  goesOn: ["const x: number = 'a';", "throw 'words';", "console.log('but runs on');"],
  loop: ["while (true) {}", "console.log('the kernel lives');"],
  loopAfterAwait: ["const x = await Promise.resolve(1);\nwhile (true) {}", "console.log('never');"],
  pending: ["const x = await new Promise(() => {});"],
  exit: ["console.log('before');\nprocess.exit(3);", "1"],
  killed: [
    "require('node:child_process').execSync('echo last words', { stdio: 'inherit' });\nprocess.kill(process.pid, 'SIGKILL');\nwhile (true) {}",
  ],
  flood: ["while (true) console.log('x'.repeat(1000));"],
  late: [
    "setTimeout(() => console.log('late'), 30);",
    "const x = await new Promise((resolve) => setTimeout(resolve, 200));",
  ],
  rejection: ["Promise.reject(new TypeError('nobody waits'));", "console.log('meanwhile');"],
  touched: [
    "import * as fs from 'node:fs';\nconst at = 'node_modules/touched';\nfs.mkdirSync(at, { recursive: true });\nfs.writeFileSync(at + '/package.json', '{ \"main\": \"index.js\", \"types\": \"index.d.ts\" }');\nfs.writeFileSync(at + '/index.js', 'exports.one = 1;');\nfs.writeFileSync(at + '/index.d.ts', 'export const one: number;');",
    "import { one } from 'touched';",
    // As an installation does, and a build.
    "fs.renameSync(at + '/package.json', at + '/old');\nfs.copyFileSync(at + '/old', at + '/package.json');\nfs.writeFileSync(at + '/index.d.ts', 'export const one: 1;');\nawait new Promise((resolve) => setTimeout(resolve, 500));",
    "one",
  ],
  lateThrow: ["setTimeout(() => {\n  throw new TypeError('nobody catches');\n}, 10);"],
};
const keepGoing = ["goesOn", "loop", "loopAfterAwait", "pending"];

const folder = mkdtempSync(join(tmpdir(), "convkit-test-"));
const runs = new Map<string, NamedRun>();

beforeAll(async () => {
  const path = (name: string) => join(folder, `${name}.ipynb`);
  for (const [name, sources] of Object.entries(notebooks)) {
    const cells = sources.map(
      (source): Cell => ({ cell_type: "code", metadata: {}, source, outputs: [], execution_count: null }),
    );
    writeNotebook(path(name), { cells, metadata: {}, nbformat: 4, nbformat_minor: 4 });
  }
  const [without, with_] = [false, true].map((kept) =>
    Object.keys(notebooks).filter((name) => keepGoing.includes(name) === kept),
  );
  const all = [
    ...(await runNotebooks(without.map(path), { jobs: 2, cellTimeout: 10 })),
    ...(await runNotebooks(with_.map(path), { jobs: 2, cellTimeout: 1.5, keepGoing: true })),
  ];
  for (const [index, run] of all.entries()) runs.set([...without, ...with_][index], run);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** What a notebook's run says is wrong. */
function report(name: string): string {
  return runs
    .get(name)!
    .failures.map((failure) => describeFailure(name, failure))
    .join("\n");
}

function outputs(name: string): Output[][] {
  return runs.get(name)!.executed.cells.map((cell) => cell.outputs!);
}

const stdout = (text: string): Output => ({ output_type: "stream", name: "stdout", text });

describe("what comes out", () => {
  test("streams, displays and their updates, last expressions, top-level await", () => {
    expect(report("fine")).toBe("");
    expect(outputs("fine")).toEqual([
      [stdout("one\n"), { output_type: "stream", name: "stderr", text: "two\n" }],
      [],
      [{ output_type: "display_data", metadata: {}, data: { "text/html": "<b>second</b>" } }],
      [stdout("21\n")],
      [stdout("40\n")],
      [stdout("€")],
    ]);
    expect(runs.get("fine")!.executed.cells.map((cell) => cell.execution_count)).toEqual([
      1,
      null,
      2,
      3,
      4,
      5,
    ]);
  });

  test("a burst of 5000 prints arrives whole", () => {
    const lines = Array.from({ length: 5000 }, (_, line) => `${line}\n`).join("");
    expect(outputs("burst")).toEqual([[stdout(lines)], [stdout("still here\n")]]);
    expect(report("burst")).toBe("");
  });
});

test("packages that are touched meanwhile do not upset the kernel", () => {
  expect(report("touched")).toBe("");
  expect(outputs("touched")[3]).toEqual([stdout("1\n")]);
});

describe("a failing cell", () => {
  test("ends its notebook, with its line and that of the function that threw", () => {
    expect(report("error")).toBe(`error, cell 2, line 3
  > f(7);
  RangeError: kaboom 7
      at cell 1, line 2, f: throw new RangeError('kaboom ' + x);
      at cell 2, line 3: f(7);`);
    expect(outputs("error")[2]).toEqual([]);
    expect(runs.get("error")!.cells).toBe(2);
  });

  test("with keepGoing: the next cells run", () => {
    expect(report("goesOn")).toBe(`goesOn, cell 1, line 1
  > const x: number = 'a';
  TypeScriptError: Type 'string' is not assignable to type 'number'.
      at line 1, column 7: const x: number = 'a';
goesOn, cell 2
  > throw 'words';
  Thrown: 'words'`);
    expect(outputs("goesOn")[2]).toEqual([stdout("but runs on\n")]);
  });
});

describe("a cell that does not end", () => {
  test("is interrupted, and the kernel lives", () => {
    expect(report("loop")).toBe(`loop, cell 1
  > while (true) {}
  Timeout: the cell took longer than 1.5 s (--cell-timeout)`);
    expect(outputs("loop")[1]).toEqual([stdout("the kernel lives\n")]);
  });

  test("after an await: the kernel is killed", () => {
    expect(report("loopAfterAwait")).toBe(`loopAfterAwait, cell 1
  > const x = await Promise.resolve(1);
  Timeout: the cell took longer than 1.5 s (--cell-timeout)`);
    expect(runs.get("loopAfterAwait")!.cells).toBe(1);
  });

  test("waiting for a promise that nobody keeps", () => {
    expect(report("pending")).toBe(`pending, cell 1
  > const x = await new Promise(() => {});
  Timeout: the cell took longer than 1.5 s (--cell-timeout)`);
  });

  test("printing without end", () => {
    expect(report("flood")).toBe(`flood, cell 1
  > while (true) console.log('x'.repeat(1000));
  Too much output: the cell printed more than 8 MB`);
  });
});

describe("a kernel that dies", () => {
  test("by process.exit, after what the cell printed", () => {
    expect(report("exit")).toBe(`exit, cell 1
  > console.log('before');
  Kernel died: it exited with code 3`);
    expect(outputs("exit")).toEqual([[stdout("before\n")], []]);
  });

  test("by a signal, with what it wrote to the real stdout", () => {
    expect(report("killed")).toBe(`killed, cell 1
  > require('node:child_process').execSync('echo last words', { stdio: 'inherit' });
  Kernel died: it was killed by SIGKILL
  It last wrote:
  last words`);
  });
});

describe("what nobody waits for, credited to its cell", () => {
  test("output after the cell has finished", () => {
    expect(report("late")).toBe(`late, cell 1
  > setTimeout(() => console.log('late'), 30);
  Late output: it came after the cell had finished; await what makes it
  late`);
  });

  test("a rejection without a handler", () => {
    expect(report("rejection")).toBe(`rejection, cell 1, line 1
  > Promise.reject(new TypeError('nobody waits'));
  TypeError: nobody waits (UnhandledPromiseRejection)
      at cell 1, line 1: Promise.reject(new TypeError('nobody waits'));`);
  });

  test("a throw in a timer", () => {
    expect(report("lateThrow")).toBe(`lateThrow, cell 1, line 2
  > throw new TypeError('nobody catches');
  TypeError: nobody catches (UncaughtException)
      at cell 1, line 2, Timeout._onTimeout: throw new TypeError('nobody catches');`);
  });
});
