import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as TypeScript from "typescript-5.0";
import { beforeAll, describe, expect, test } from "vitest";
import { entries, imports } from "./entries.js";
import { packed } from "./packed.js";

// tslab compiles with TypeScript 5.0 and node10 resolution, which turns what it cannot read into `any` without a word.
const ts: typeof TypeScript = createRequire(import.meta.url)("typescript-5.0");

const right = (index: number): string => `right-${index}.ts`;
const wrong = (index: number): string => `wrong-${index}.ts`;
let program: TypeScript.Program;
let diagnostics: readonly TypeScript.Diagnostic[];

beforeAll(() => {
  const folder = join(packed().project, "types");
  mkdirSync(folder);
  const files = entries.flatMap((entry, index) => [
    [right(index), `${imports(entry)}export const value = ${entry.right};\n`],
    [wrong(index), `${imports(entry)}export const value = ${entry.wrong};\n`],
  ]);
  for (const [file, code] of files) writeFileSync(join(folder, file), code);
  program = ts.createProgram(
    files.map(([file]) => join(folder, file)),
    {
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"], // no DOM, no WebAssembly, no Worker
      types: [],
      module: ts.ModuleKind.CommonJS,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    },
  );
  diagnostics = ts.getPreEmitDiagnostics(program);
}, 60_000);

test("every declaration file is readable", () => {
  expect(diagnostics.filter(({ file }) => !file?.fileName.includes("/types/wrong-")).map(text)).toEqual([]);
});

describe.each(entries.map((entry, index) => ({ ...entry, index })))(
  "$name",
  ({ name, index, right: code }) => {
    test("no export has become any", () => {
      const checker = program.getTypeChecker();
      const source = program.getSourceFile(join(packed().project, "types", right(index)))!;
      const anys = exportsOf(name, source, checker).filter(
        (symbol) => checker.getTypeOfSymbolAtLocation(symbol, source).flags & ts.TypeFlags.Any,
      );
      expect(anys.map((symbol) => symbol.name)).toEqual([]);
    });

    test(`its call has a type: ${code}`, () => {
      const checker = program.getTypeChecker();
      const source = program.getSourceFile(join(packed().project, "types", right(index)))!;
      const [value] = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!);
      expect(checker.getTypeOfSymbolAtLocation(value, source).flags & ts.TypeFlags.Any).toBe(0);
    });

    test("a wrong call does not compile", () => {
      const here = diagnostics.filter(({ file }) => file?.fileName.endsWith(`/${wrong(index)}`));
      // 2322, 2345, 2769: a value of the wrong type. Anything else means that the import itself failed.
      expect(here.map(({ code }) => code)).toEqual([
        expect.toSatisfy((code) => [2322, 2345, 2769].includes(code)),
      ]);
    });
  },
);

/** The values that an entry point exports. */
function exportsOf(
  name: string,
  source: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
): TypeScript.Symbol[] {
  const declarations = source.statements.filter((statement) => ts.isImportDeclaration(statement));
  const from = declarations
    .map((declaration) => (declaration as TypeScript.ImportDeclaration).moduleSpecifier)
    .find((specifier) => (specifier as TypeScript.StringLiteral).text === name)!;
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(from)!);
  return symbols
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => symbol.flags & ts.SymbolFlags.Value);
}

function text({ file, start, messageText }: TypeScript.Diagnostic): string {
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  const path = file?.fileName.replace(/^.*\/node_modules\//, "");
  return `${path}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
}
