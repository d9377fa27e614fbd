import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The content of a Jupyter connection file. */
export interface Connection {
  transport: "ipc" | "tcp";
  ip: string;
  key: string;
  signature_scheme: "hmac-sha256";
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

/** A connection file in a folder of its own, where the sockets lie too. */
export interface ConnectionFolder {
  connection: Connection;
  file: string;
  /** Deletes the folder. */
  remove(): void;
}

/** Sockets are files where the system has them (no port can be taken by another program), else free TCP ports. */
export async function createConnection(
  transport: "ipc" | "tcp" = process.platform === "win32" ? "tcp" : "ipc",
): Promise<ConnectionFolder> {
  const ports = transport === "ipc" ? [1, 2, 3, 4, 5] : await freePorts(5);
  const folder = mkdtempSync(join(tmpdir(), "convkit-"));
  const connection: Connection = {
    transport,
    ip: transport === "ipc" ? join(folder, "s") : "127.0.0.1",
    key: randomBytes(32).toString("hex"),
    signature_scheme: "hmac-sha256",
    shell_port: ports[0],
    iopub_port: ports[1],
    stdin_port: ports[2],
    control_port: ports[3],
    hb_port: ports[4],
  };
  const file = join(folder, "connection.json");
  writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
  return { connection, file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Distinct ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  return Promise.all(
    servers.map(async (server) => {
      await new Promise((listening) => server.once("listening", listening));
      const { port } = server.address() as { port: number };
      await new Promise((closed) => server.close(closed));
      return port;
    }),
  );
}
