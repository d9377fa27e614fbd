import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Files by their path in the site. */
export type Files = ReadonlyMap<string, Uint8Array | string>;

export interface Site {
  /** A page of a site that sends no particular header: it has no SharedArrayBuffer. */
  readonly plain: string;
  /** A page isolated from other origins, so that it and its workers may share memory. */
  readonly isolated: string;
  close(): void;
}

const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const types: Record<string, string> = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };

/** Serves the same files twice to this machine alone, beside an empty `index.html` and an empty `worker.js`. */
export async function serve(given: Files): Promise<Site> {
  const files: Files = new Map([
    ["index.html", "<!doctype html><meta charset=utf-8>"],
    ["worker.js", ""],
    ...given,
  ]);
  const server = createServer(({ url = "" }, response) => {
    const [, folder, name] = /^\/(plain|isolated)\/(.*)$/.exec(url) ?? ["", "", ""];
    const file = files.get(name);
    if (file === undefined) return response.writeHead(404).end();
    const type = types[name.split(".").at(-1)!];
    response.writeHead(200, { "content-type": type, ...(folder === "isolated" && isolation) }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    plain: `${origin}/plain/index.html`,
    isolated: `${origin}/isolated/index.html`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
