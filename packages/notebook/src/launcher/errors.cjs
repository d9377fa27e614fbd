"use strict";
// From what tslab would print about a failed cell to the content of a Jupyter `error` message.

const { inspect } = require("node:util");
const { locate } = require("./locate.cjs");

/**
 * @param printed arguments of the executor's console.error calls: one error, or one call for each diagnostic
 * @param cells execution count → { source, script }
 * @returns ename, evalue, traceback, and `location`: the line of the newest cell that failed, if known
 */
exports.describeError = (printed, cells) => {
  const newest = Math.max(...cells.keys());
  const diagnostics = printed.filter((parts) => parts.length > 1);
  if (diagnostics.length > 0) return describeDiagnostics(diagnostics, cells.get(newest));
  const error = printed[0]?.[0];
  if (!(error instanceof Error) && typeof error?.stack !== "string") {
    const evalue = inspect(error);
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
  const ename = error.name || error.constructor.name;
  const evalue = String(error.message);
  const frames = ownFrames(error.stack, cells);
  const location = frames.find((frame) => frame.cell === newest);
  return {
    ename,
    evalue,
    traceback: [`${ename}: ${evalue}`, ...frames.map((frame) => frame.text)],
    location: location && { line: location.line, source: location.source },
  };
};

/** TypeScript's complaints: tslab prints file (for files that the cell imports), line, column and text. */
function describeDiagnostics(diagnostics, { source }) {
  const ename = "TypeScriptError";
  const lines = source.split("\n");
  const texts = diagnostics.map(([, , , , text]) => text);
  const frames = diagnostics.map(([, file, line, column]) =>
    file
      ? `    at ${file.trim()}:${line}:${column}`
      : `    at line ${line}, column ${column}: ${lines[line - 1]?.trim()}`,
  );
  const inCell = diagnostics.find(([, file]) => !file);
  return {
    ename,
    evalue: texts[0],
    traceback: texts.flatMap((text, index) => [`${ename}: ${text}`, frames[index]]),
    location: inCell && { line: inCell[2], source: lines[inCell[2] - 1] ?? "" },
  };
}

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
