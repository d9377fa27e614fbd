import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { kernelFolder, userDataFolder } from "./data-folder.js";
import { installKernelspec, kernelspec, uninstallKernelspec } from "./kernelspec.js";

const prefix = mkdtempSync(join(tmpdir(), "convkit-test-"));
afterAll(() => rmSync(prefix, { recursive: true }));

test("the user's kernels lie where Jupyter looks", () => {
  expect(userDataFolder({ JUPYTER_DATA_DIR: "/data" }, "darwin")).toBe("/data");
  expect(userDataFolder({}, "linux")).toBe(join(homedir(), ".local/share/jupyter"));
  expect(userDataFolder({ XDG_DATA_HOME: "/xdg" }, "linux")).toBe("/xdg/jupyter");
  expect(userDataFolder({}, "darwin")).toBe(join(homedir(), "Library/Jupyter"));
  expect(userDataFolder({ APPDATA: "/roaming" }, "win32")).toBe("/roaming/jupyter");
  expect(kernelFolder("tslab", "/usr/local")).toBe("/usr/local/share/jupyter/kernels/tslab");
});

test("a kernelspec starts this Node and the launcher by absolute paths", () => {
  const { argv, ...rest } = kernelspec("tslab", "/project/node_modules");
  expect(argv[0]).toBe(process.execPath);
  expect(isAbsolute(argv[1]) && existsSync(argv[1])).toBe(true);
  expect(argv.slice(2)).toEqual(["--config-path", "{connection_file}", "--modules", "/project/node_modules"]);
  expect(rest).toEqual({
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "signal",
    env: { NO_COLOR: "1" },
    metadata: { installer: "convkit" },
  });
  expect(kernelspec("other").display_name).toBe("TypeScript (other)");
});

test("our own kernelspec is replaced and removed", () => {
  const folder = kernelFolder("tslab", prefix);
  const path = installKernelspec(folder, kernelspec("tslab"));
  expect(installKernelspec(folder, kernelspec("tslab", "/m"))).toBe(path);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(kernelspec("tslab", "/m"));
  uninstallKernelspec(folder);
  expect(existsSync(folder)).toBe(false);
});

test("somebody else's is touched by force only", () => {
  const folder = kernelFolder("foreign", prefix);
  const path = installKernelspec(folder, kernelspec("foreign"));
  const foreign = '{ "argv": ["tslab"], "metadata": {} }';
  writeFileSync(path, foreign);
  expect(() => installKernelspec(folder, kernelspec("foreign"))).toThrow(
    `convkit kernel install: ${path} exists but was not installed by convkit; choose another --name, or --force`,
  );
  expect(() => uninstallKernelspec(folder)).toThrow(
    `convkit kernel uninstall: ${path} exists but was not installed by convkit; --force removes it all the same`,
  );
  expect(readFileSync(path, "utf8")).toBe(foreign);
  installKernelspec(folder, kernelspec("foreign"), true);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(kernelspec("foreign"));
});

test("what is not there cannot be removed", () => {
  const folder = kernelFolder("nothing", prefix);
  expect(() => uninstallKernelspec(folder, true)).toThrow(
    `convkit kernel uninstall: ${join(folder, "kernel.json")} does not exist but must be an installed kernelspec; say which with --name and --prefix`,
  );
});
