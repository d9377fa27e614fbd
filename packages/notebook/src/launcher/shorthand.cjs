"use strict";
// tslab reads a variable of an earlier cell from `exports`, wherever its name stands, but not in a shorthand
// property: `{ k }` ends in "k is not defined". Written out as `{ k: k }` it works.

const Module = require("node:module");

const ts = Module.createRequire(require.resolve("tslab/dist/converter.js"))("@tslab/typescript-for-tslab");

/** The code of a cell with every shorthand property written out; lines stay where they are. */
exports.writeOutShorthands = (code) => {
  const insertions = [];
  const visit = (node) => {
    if (ts.isShorthandPropertyAssignment(node) && !node.objectAssignmentInitializer)
      insertions.push({ at: node.name.end, text: `: ${node.name.text}` });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ES2022));
  return insertions.reduceRight(
    (text, { at, text: added }) => text.slice(0, at) + added + text.slice(at),
    code,
  );
};
