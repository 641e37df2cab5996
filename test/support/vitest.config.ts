/** One project per suite; `./sluice test` runs them one after another and counts (support/run-tests.ts). */
import path from "node:path";
import { defineConfig } from "vitest/config";

const root = path.resolve(import.meta.dirname, "../..");
const alias = { "@": path.join(root, "app/src") };

/** Suites that start real processes: one file at a time, with the patience that two busy cores need. */
const withProcesses = (name: string, testTimeout: number) => ({
  resolve: { alias },
  test: {
    name,
    root,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 300_000,
    fileParallelism: false,
    expect: { poll: { timeout: 20_000 } },
  },
});

export default defineConfig({
  root,
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          root,
          include: ["agent/src/**/*.test.ts", "app/src/**/*.test.{ts,tsx}", "test/{support,bench}/**/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      withProcesses("drivers", 120_000),
      withProcesses("api", 120_000),
      withProcesses("clients", 120_000),
      withProcesses("faults", 300_000),
      withProcesses("e2e", 900_000),
      withProcesses("engines", 600_000),
    ],
  },
});
