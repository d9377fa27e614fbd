import { defineConfig } from "vitest/config";

// Tests read the sources (the "@convkit/source" condition), never a stale build.
export default defineConfig({
  resolve: { conditions: ["@convkit/source"] },
  ssr: { resolve: { conditions: ["@convkit/source"] } },
  test: { include: ["packages/*/src/**/*.test.ts", "laws/src/**/*.test.ts"] },
});
