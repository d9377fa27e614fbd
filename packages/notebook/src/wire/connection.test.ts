import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { createConnection } from "./connection.js";

test.each(["ipc", "tcp"] as const)(
  "a %s connection file is readable by its owner only and has five places",
  async (transport) => {
    const { connection, file, remove } = await createConnection(transport);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(connection);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(connection.key).toMatch(/^[0-9a-f]{64}$/);
    const { shell_port, iopub_port, stdin_port, control_port, hb_port } = connection;
    expect(new Set([shell_port, iopub_port, stdin_port, control_port, hb_port]).size).toBe(5);
    remove();
    expect(existsSync(dirname(file))).toBe(false);
  },
);
