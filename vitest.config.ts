import { defineConfig } from "vitest/config";
import { chromium } from "./scripts/chromium.mjs";

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        // Tests read the sources (the "@convkit/source" condition), never a stale build.
        resolve: { conditions: ["@convkit/source"] },
        ssr: { resolve: { conditions: ["@convkit/source"] } },
        // Generous limits: a busy machine is no failure.
        test: {
          name: "sources",
          include: ["packages/*/src/**/*.test.ts", "{laws,conformance,benchmarks}/src/**/*.test.ts"],
          provide: { chromium },
          testTimeout: 60_000,
        },
      },
      {
        // The packages as a user gets them: built, packed, and installed into an empty project.
        test: {
          name: "packed",
          include: ["checks/src/**/*.test.ts"],
          globalSetup: "checks/src/setup.ts",
          provide: { chromium },
          testTimeout: 60_000,
        },
      },
      {
        // The kernels' tests again, in a real browser where there is one.
        test: {
          name: "browser",
          include: ["checks/browser/*.test.ts"],
          provide: { chromium },
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
