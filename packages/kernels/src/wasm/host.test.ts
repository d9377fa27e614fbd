import { afterEach, expect, test, vi } from "vitest";
import type { SimdLevel } from "./host.js";

const original = Reflect.get(globalThis, "WebAssembly");

afterEach(() => {
  Reflect.set(globalThis, "WebAssembly", original);
});

/** What a machine with this WebAssembly is said to have. */
async function levelWith(host: unknown): Promise<SimdLevel> {
  vi.resetModules();
  Reflect.set(globalThis, "WebAssembly", host);
  return (await import("./host.js")).simdLevel();
}

/** An engine that knows no instruction that encodes to these bytes. */
const engineWithout = (...unknown: number[]) => ({
  ...original,
  Module: class {
    constructor(bytes: Uint8Array) {
      if ([...bytes].join(" ").includes(unknown.join(" "))) throw new Error("unknown instruction");
    }
  },
});

test("relaxed multiply-add where the engine knows it, plain vectors where it does not", async () => {
  expect(await levelWith(original)).not.toBe("none");
  expect(await levelWith(engineWithout(0xfd, 0x85, 0x02))).toBe("plain");
  expect(await levelWith(engineWithout(0xfd))).toBe("none");
});

test("none where there is no WebAssembly, or a page's policy forbids to compile", async () => {
  expect(await levelWith(undefined)).toBe("none");
  expect(await levelWith(engineWithout(0))).toBe("none");
});
