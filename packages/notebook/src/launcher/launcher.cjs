#!/usr/bin/env node
"use strict";
// Starts the tslab kernel, mended. The runner and the installed kernelspec both start this file; it is plain
// CommonJS so that any Node runs it as it stands, from the sources and from the packed package alike.
//
//   node launcher.cjs --config-path <connection file> [--modules <node_modules>] [--owner <pid>]

const { parseArgs } = require("node:util");
const { watchOwner } = require("./owner.cjs");

const { values } = parseArgs({
  options: {
    "config-path": { type: "string" },
    modules: { type: "string" },
    owner: { type: "string" },
  },
});
if (!values["config-path"]) throw new Error("launcher: --config-path names the kernel's connection file");

watchOwner({ owner: values.owner, configPath: values["config-path"] });
require("./sending.cjs").neverDropMessages();
require("./modules.cjs").alsoResolveFrom(values.modules);
const { reportBackgroundErrors, reportCells } = require("./cells.cjs");
reportCells();
require("./shutdown.cjs").exitOnShutdown();

require("tslab/dist/main.js").startKernel({ configPath: values["config-path"], enableFindLocal: false });
reportBackgroundErrors();
