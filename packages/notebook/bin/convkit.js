#!/usr/bin/env node
// A file of its own: package managers link commands at install time, when `dist` is not built yet.
import "../dist/cli/main.js";
