"use strict";
// tslab finds types and modules in the notebook's folder and its ancestors only. This adds one folder more, tried
// last: NODE_PATH for `require`, and for types the last ancestor, /node_modules, is made to mean that folder. There
// is always @types/node too, else a cell would not even know `console`.

const { existsSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

exports.alsoResolveFrom = (folder) => {
  if (folder) {
    process.env.NODE_PATH = [folder, process.env.NODE_PATH].filter(Boolean).join(path.delimiter);
    Module._initPaths();
  }
  const fromTslab = Module.createRequire(require.resolve("tslab/dist/converter.js"));
  const { sys } = fromTslab("@tslab/typescript-for-tslab");
  const last = `${slashed(path.parse(process.cwd()).root)}node_modules`;
  const nodeTypes = path.dirname(fromTslab.resolve("@types/node/package.json"));
  const meanings = [
    [`${last}/@types/node`, nodeTypes],
    [`${last}/@types`, path.dirname(nodeTypes)],
  ];
  if (folder) meanings.unshift([last, slashed(folder)]);

  const meant = (name) => {
    for (const [prefix, meaning] of meanings) {
      if (name !== prefix && !name.startsWith(`${prefix}/`)) continue;
      const moved = meaning + name.slice(prefix.length);
      if (existsSync(moved)) return moved;
    }
    return name;
  };
  const methods = [
    "fileExists",
    "readFile",
    "directoryExists",
    "getDirectories",
    "readDirectory",
    "realpath",
  ];
  for (const method of methods) {
    const original = sys[method];
    sys[method] = (name, ...rest) => original.call(sys, meant(name), ...rest);
  }
  // A file that appears near the notebook, or a package.json that is touched (by an installation elsewhere too: files
  // of a store share their inodes), ends in "Unexpected pending rebuildTimer". Sources that were found are still
  // watched; what is installed meanwhile needs a restart anyway.
  const unwatched = { close() {} };
  const { watchFile } = sys;
  sys.watchDirectory = () => unwatched;
  sys.watchFile = (name, ...rest) =>
    name.endsWith("/package.json") ? unwatched : watchFile.call(sys, name, ...rest);
};

function slashed(name) {
  return name.replaceAll("\\", "/");
}
