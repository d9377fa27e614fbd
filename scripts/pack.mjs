// npm run pack: the packages as tarballs that npm installs, in build/packages or the folder given.
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { install, pnpm, requireNode, root } from "./workspace.mjs";

const out = resolve(process.argv[2] ?? join(root, "build", "packages"));

requireNode();
await install();
await pnpm(["exec", "turbo", "run", "build", "--output-logs=errors-only"]);
rmSync(out, { recursive: true, force: true });
await pnpm(["--recursive", "--filter", "./packages/*", "pack", "--pack-destination", out]);
console.log(`Packed: ${out}`);
