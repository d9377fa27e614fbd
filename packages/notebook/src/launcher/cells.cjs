"use strict";
// What stock tslab leaves out of a cell's life: `execute_input`, real `error` messages, and output that is credited to
// the cell that caused it, however late it comes.

const { AsyncLocalStorage } = require("node:async_hooks");
const { StringDecoder } = require("node:string_decoder");
const vm = require("node:vm");
const executor = require("tslab/dist/executor.js");
const { JupyterHandlerImpl, ZmqServer } = require("tslab/dist/jupyter.js");
const { describeError, describePrinted } = require("./errors.cjs");
const { writeOutShorthands } = require("./shorthand.cjs");

/** The cell whose code, timer or promise is running. */
const current = new AsyncLocalStorage();
/** Every cell so far by execution count, `{ source, script }`: functions of earlier cells appear in stacks too. */
const cells = new Map();
/** The cell that started last: blamed for what belongs to none. */
let latest;

exports.reportCells = () => {
  nameScripts();
  collectErrors();
  ZmqServer.prototype.handleExecute = handleExecute;
  const run = JupyterHandlerImpl.prototype.handleExecuteImpl;
  JupyterHandlerImpl.prototype.handleExecuteImpl = function (request, ...writers) {
    const mended = { ...request, code: writeOutShorthands(request.code) };
    return runCell(this.execCount + 1, request.code, () => run.call(this, mended, ...writers));
  };
  JupyterHandlerImpl.prototype.createWriteToIopub = streamWriter;
};

/** In stacks a cell's script is called `cell[3]`, after its execution count. */
function nameScripts() {
  const run = vm.runInThisContext;
  vm.runInThisContext = (script, options) => {
    const cell = current.getStore();
    if (!cell || !options?.breakOnSigint) return run(script, options);
    cells.get(cell.count).script = script;
    return run(script, { ...options, filename: `cell[${cell.count}]` });
  };
}

/** The executor prints what went wrong; keep it instead, for the error message. */
function collectErrors() {
  const create = executor.createExecutor;
  executor.createExecutor = (root, converters, console) =>
    create(root, converters, { ...console, error: (...printed) => current.getStore().errors.push(printed) });
}

async function handleExecute(socket, message) {
  const send = (target, type, content, metadata = {}) => {
    const reply = message.createReply();
    Object.assign(reply, { content, metadata });
    reply.header.msg_type = type;
    reply.signAndSend(this.connInfo.key, target);
  };
  const cell = { errors: [], publish: (...parts) => send(this.iopub, ...parts) };
  const publish = (...parts) => (current.getStore() ?? cell).publish(...parts);
  const reply = await current.run(cell, () =>
    this.handler.handleExecute(
      message.content,
      (name, text) => publish("stream", { name, text }),
      (data, update) => publish(update ? "update_display_data" : "display_data", data),
    ),
  );
  const status = reply.status === "abort" ? "aborted" : reply.status;
  send(socket, "execute_reply", { ...reply, ...cell.error, status });
}

async function runCell(count, source, run) {
  const cell = current.getStore();
  cell.count = count;
  latest = cell;
  cells.set(count, { source });
  cell.publish("execute_input", { code: source, execution_count: count });
  try {
    const result = await run();
    // Errors of a module that a cell defines do not fail the cell.
    for (const printed of cell.errors) console.error(...printed);
    return result;
  } catch (failed) {
    const { content, failure } = describePrinted(cell.errors, cells, count);
    cell.error = content;
    cell.publish("error", content, { convkit: failure });
    throw failed;
  }
}

/** An error that no cell waits for: a late throw, a rejection without a handler. Shown as tslab shows it. */
exports.reportBackgroundErrors = () => {
  for (const [event, title] of [
    ["uncaughtException", "UncaughtException"],
    ["unhandledRejection", "UnhandledPromiseRejection"],
  ]) {
    process.removeAllListeners(event);
    process.on(event, (error) => {
      const cell = current.getStore() ?? latest;
      if (!cell) return process.stderr.write(`${title}: ${error?.stack ?? error}\n`);
      const { content, failure } = describeError(error, cells, cell.count);
      const text = `${title}: ${content.traceback.join("\n")}\n`;
      const message = `${failure.message} (${title})`;
      return cell.publish("stream", { name: "stderr", text }, { convkit: { ...failure, message } });
    });
  }
};

/** A character split over two writes stays whole; the callback of `write` is called. */
function streamWriter(name, writeStream) {
  const decoder = new StringDecoder("utf8");
  return (chunk, encoding, callback) => {
    writeStream(name, typeof chunk === "string" ? chunk : decoder.write(chunk));
    const written = typeof encoding === "function" ? encoding : callback;
    if (written) process.nextTick(written);
    return true;
  };
}
