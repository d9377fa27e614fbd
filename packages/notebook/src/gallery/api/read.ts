import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import ts from "@tslab/typescript-for-tslab";
import { type ApiEntry, entryOf } from "./entry.js";

/** One package of the reference. */
export interface ApiPackage {
  /** "@convkit/conv" */
  name: string;
  description: string;
  /** Its entry points: "@convkit/plot", "@convkit/plot/static". */
  modules: ApiModule[];
}

export interface ApiModule {
  specifier: string;
  entries: ApiEntry[];
}

interface Manifest {
  name: string;
  description?: string;
  exports?: Record<string, string | { types?: string }>;
}

/**
 * Reads the public names of ConvKit's packages from their built declarations, with the TypeScript that tslab runs
 * on: what stands here is what a cell sees. Without its libraries (half a second): types are quoted as written.
 * @param folders folders of packages, `node_modules/@convkit`; of two packages of one name the first counts
 */
export function readApi(folders: readonly string[]): { packages: ApiPackage[]; problems: string[] } {
  const problems: string[] = [];
  const found = manifests(folders).map(({ path, manifest }) => {
    const points = entryPoints(path, manifest);
    const missing = points.filter(({ file }) => !existsSync(file));
    for (const { specifier } of missing) problems.push(`${specifier} is not built, so it has no reference`);
    return { manifest, points: points.filter((point) => !missing.includes(point)) };
  });
  const program = ts.createProgram(
    found.flatMap(({ points }) => points.map(({ file }) => file)),
    {
      noLib: true,
      types: [],
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    },
  );
  const packages = found
    .filter(({ points }) => points.length > 0)
    .map(({ manifest, points }) => ({
      name: manifest.name,
      description: manifest.description ?? "",
      modules: points.map(({ specifier, file }) => ({ specifier, entries: entries(program, file) })),
    }));
  return { packages, problems };
}

/** ConvKit's packages, by name. */
function manifests(folders: readonly string[]): { path: string; manifest: Manifest }[] {
  const named = new Map<string, { path: string; manifest: Manifest }>();
  for (const folder of folders.filter((path) => existsSync(path))) {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name, "package.json");
      if (!existsSync(file)) continue;
      const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
      if (!manifest.name.startsWith("@convkit/") || named.has(manifest.name)) continue;
      named.set(manifest.name, { path: realpathSync(join(folder, name)), manifest });
    }
  }
  return [...named.values()].sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

function entryPoints(path: string, { name, exports = {} }: Manifest): { specifier: string; file: string }[] {
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const types = typeof target === "object" ? target.types : undefined;
    if (types === undefined || subpath.includes("*")) return [];
    return [{ specifier: name + subpath.slice(1), file: join(path, types) }];
  });
}

/** The exported names of a file, those of a namespace as `chart.bars`. */
function entries(program: ts.Program, file: string): ApiEntry[] {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!);
  if (module === undefined) return [];
  const named = (symbol: ts.Symbol, prefix: string): ApiEntry[] =>
    checker.getExportsOfModule(symbol).flatMap((exported) => {
      const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const name = prefix + exported.name;
      if (target.flags & ts.SymbolFlags.Module) return named(target, `${name}.`);
      return entryOf(name, target, checker);
    });
  return named(module, "").sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** Without regard to capitals, which then decide between names that are equal. */
const sortKey = ({ name }: ApiEntry): string => `${name.toLowerCase()}\0${name}`;
