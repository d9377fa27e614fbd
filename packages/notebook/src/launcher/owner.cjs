"use strict";
// A kernel must not outlive the program that started it, even one killed with SIGKILL. The watch runs in a worker
// thread: a cell in an endless loop starves the timers of the main thread.

const path = require("node:path");
const { Worker, isMainThread, workerData } = require("node:worker_threads");
const { rmSync } = require("node:fs");

/**
 * @param owner process id of the runner, which also owns the folder of the connection file; Jupyter instead names
 *   itself in JPY_PARENT_PID.
 */
exports.watchOwner = ({ owner, configPath }) => {
  const pid = Number(owner ?? process.env.JPY_PARENT_PID);
  if (!(pid > 1)) return;
  const folder = owner ? path.dirname(configPath) : undefined;
  new Worker(__filename, { workerData: { pid, direct: process.ppid === pid, folder } }).unref();
};

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function watch({ pid, direct, folder }) {
  // A killed parent may stay a zombie, which still looks alive; its children then get another parent.
  const gone = () => !alive(pid) || (direct && process.ppid !== pid);
  setInterval(() => {
    if (!gone()) return;
    if (folder) rmSync(folder, { recursive: true, force: true });
    // The runner starts a kernel as the leader of a process group, so that what cells started ends with it.
    process.kill(folder && process.platform !== "win32" ? -process.pid : process.pid, "SIGKILL");
  }, 250);
}

if (!isMainThread && workerData?.pid) watch(workerData);
