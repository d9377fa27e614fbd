"use strict";
// From what tslab would print about a failed cell to the content of a Jupyter `error` message.

const { inspect } = require("node:util");
const { locate } = require("./locate.cjs");

/**
 * @param printed arguments of the executor's console.error calls: one error, or one call for each diagnostic
 * @param cells execution count → { source, script }
 * @param newest execution count of the cell that failed
 * @returns `content` of the message, and `failure` for the runner: name, message, details, and the line if known
 */
exports.describePrinted = (printed, cells, newest) => {
  const diagnostics = printed.filter((parts) => parts.length > 1);
  if (diagnostics.length > 0) return describeDiagnostics(diagnostics, cells.get(newest));
  return describeError(printed[0]?.[0], cells, newest);
};

/** The same for one value that was thrown. */
function describeError(error, cells, newest) {
  if (typeof error?.stack !== "string") return describe("Thrown", inspect(error), []);
  const name = String(error.name);
  const message = String(error.message);
  const frames = ownFrames(error.stack, cells);
  const location = frames.find(({ cell }) => cell === newest) ?? syntaxErrorLine(error.stack, cells);
  const lines = frames.map(({ text }) => text);
  if (awaitTrap.test(message)) lines.push(awaitHint);
  return describe(name, message, lines, location);
}
exports.describeError = describeError;

/** TypeScript's complaints: tslab prints file (for files that the cell imports), line, column and text. */
function describeDiagnostics(diagnostics, { source }) {
  const lines = source.split("\n");
  const frames = diagnostics.map(([, file, line, column]) =>
    file
      ? `    at ${file.trim()}:${line}:${column}`
      : `    at line ${line}, column ${column}: ${lines[line - 1]?.trim()}`,
  );
  const [first, ...others] = diagnostics.map(([, , , , text]) => text);
  const rest = others.flatMap((text, index) => [`TypeScriptError: ${text}`, frames[index + 1]]);
  const [, , line] = diagnostics.find(([, file]) => !file) ?? [];
  return describe("TypeScriptError", first, [frames[0], ...rest], line && { line, source: lines[line - 1] });
}

function describe(name, message, details, { line, source } = {}) {
  return {
    content: { ename: name, evalue: message, traceback: [`${name}: ${message}`, ...details] },
    failure: { line, source, name, message, details },
  };
}

/** Code that TypeScript let pass and JavaScript refuses has no frame, but its place stands above the error. */
function syntaxErrorLine(stack, cells) {
  const match = /^cell\[(\d+)\]:(\d+)\n/.exec(stack);
  const cell = match && cells.get(Number(match[1]));
  return cell ? locate(cell.script, Number(match[2]), cell.source) : undefined;
}

const awaitTrap = /^(await is not defined|Unexpected reserved word|await is only valid in async functions)/;
const awaitHint =
  "tslab notices top-level `await name` only, not `await (`, `await [` or `for await`: use a function";

/** The frames of cells and packages, those of cells with the line as it stands in the cell. */
function ownFrames(stack, cells) {
  return String(stack)
    .split("\n")
    .filter((text) => /^\s+at /.test(text) && !foreign.test(text))
    .flatMap((text) => {
      const match = /cell\[(\d+)\]:(\d+):\d+/.exec(text);
      const cell = match && cells.get(Number(match[1]));
      if (!cell?.script) return [{ text }];
      // The last line only calls the function in which the executor wraps a cell.
      if (Number(match[2]) === cell.script.split("\n").length) return [];
      const { line, source } = locate(cell.script, Number(match[2]), cell.source);
      const name = /^\s+at (?:async )?(?:Proxy\.)?([^(]+) \(/.exec(text)?.[1];
      const where = `cell ${match[1]}, line ${line}${name ? `, ${name}` : ""}`;
      return [{ text: `    at ${where}: ${source.trim()}`, cell: Number(match[1]), line, source }];
    });
}

const foreign = /node:|[\\/]tslab[\\/]dist[\\/]|[\\/]launcher[\\/]\w+\.cjs/;
