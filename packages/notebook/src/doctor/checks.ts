import { createRequire } from "node:module";
import { findModules } from "../files/workspace.js";
import { atLeast, commandPath, packageVersion } from "./find.js";
import { brokenPart, jupyterFolders, typescriptKernels } from "./kernelspecs.js";

/** One thing ConvKit can use. */
export interface Check {
  name: string;
  /** Version or place; undefined if it is missing. */
  found?: string;
  /** Without it notebooks do not run. */
  needed: boolean;
  /** What it adds. */
  adds: string;
  /** How to get it. */
  get: string;
}

const oldestNode = "20.19.0";
const here = import.meta.url;

/** Looks for everything ConvKit needs or can use; starts nothing. */
export async function runChecks(): Promise<Check[]> {
  const tslab = packageVersion("tslab", here);
  const modules = findModules();
  const visible = (name: string): string | undefined =>
    packageVersion(name, createRequire(here).resolve("@convkit/plot/package.json")) ??
    (modules && packageVersion(name, `${modules}/_`));
  const charts = [visible("plotly.js-dist-min"), visible("jsdom")];
  return [
    {
      name: "Node",
      found: atLeast(process.versions.node, oldestNode) ? process.versions.node : undefined,
      needed: true,
      adds: `everything, from ${oldestNode} on (this is ${process.versions.node})`,
      get: "nodejs.org",
    },
    { name: "tslab", found: tslab, needed: true, adds: "the kernel that runs cells", get: "pnpm install" },
    {
      name: "TypeScript of tslab",
      found: typescriptOfTslab(),
      needed: true,
      adds: "types in cells",
      get: "pnpm install",
    },
    {
      name: "zeromq",
      found: await zeromq(),
      needed: true,
      adds: "talk with the kernel",
      get: "pnpm install",
    },
    {
      name: "ConvKit in cells",
      found: modules,
      needed: true,
      adds: "imports of @convkit/… in notebooks",
      get: "pnpm install, in a folder that depends on @convkit/notebook",
    },
    {
      name: "@types/node",
      found: modules && packageVersion("@types/node", `${modules}/_`),
      needed: false,
      adds: "console and Node's names in cells",
      get: "npm install @types/node",
    },
    {
      name: "plotly.js and jsdom",
      found: charts.every((version) => version !== undefined) ? charts.join(", ") : undefined,
      needed: false,
      adds: "charts as pictures that every front end shows",
      get: "npm install plotly.js-dist-min jsdom",
    },
    {
      name: "Jupyter",
      found: commandPath("jupyter", "jupyter-lab", "jupyter-notebook"),
      needed: false,
      adds: "editing notebooks in the browser (VS Code does too)",
      get: "pipx install jupyterlab",
    },
    ...kernels(),
    {
      name: "pnpm",
      found: commandPath("pnpm"),
      needed: false,
      adds: "work on ConvKit itself",
      get: "npm install --global pnpm; npm start does without",
    },
    {
      name: "browser",
      found: commandPath("chromium", "chromium-browser", "google-chrome", "firefox"),
      needed: false,
      adds: "reading the gallery on this machine",
      get: "any browser, here or elsewhere",
    },
  ];
}

function typescriptOfTslab(): string | undefined {
  try {
    const tslab = createRequire(here).resolve("tslab/package.json");
    return createRequire(tslab)("@tslab/typescript-for-tslab").version;
  } catch {
    return undefined;
  }
}

/** Its version if it loads: the package may be there with a binary for another platform. */
async function zeromq(): Promise<string | undefined> {
  try {
    await import("zeromq");
    return packageVersion("zeromq", here);
  } catch {
    return undefined;
  }
}

function kernels(): Check[] {
  const kind = { needed: false, adds: "the TypeScript kernel in Jupyter and VS Code" };
  const specs = typescriptKernels();
  if (specs.length === 0) {
    return [
      {
        ...kind,
        name: "kernel for Jupyter",
        get: `convkit kernel install (looked in ${jupyterFolders().join(", ")})`,
      },
    ];
  }
  return specs.map((spec) => {
    const broken = brokenPart(spec);
    const name = `kernel ${spec.name}`;
    if (broken === undefined) return { ...kind, name, found: spec.folder, get: "" };
    return {
      ...kind,
      name,
      get: `convkit kernel install --force (${spec.folder} names ${broken}, which is gone)`,
    };
  });
}
