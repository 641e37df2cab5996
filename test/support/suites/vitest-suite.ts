import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { binOf } from "../checks/run-tool.ts";
import { results, spawnShown } from "./spawn-shown.ts";
import type { Suite } from "./suite.ts";

interface Report {
  numTotalTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
}

/** One project of vitest.config.ts. A file that cannot even be loaded counts as a failed test. */
export function vitestSuite(id: string): Suite {
  return {
    id,
    async run({ pattern, env }) {
      mkdirSync(results, { recursive: true });
      const file = path.join(results, `${id}.json`);
      rmSync(file, { force: true });
      const args = ["run", "--config", "test/support/vitest.config.ts", "--project", id, "--passWithNoTests"];
      const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
      const filter = pattern === null || pattern === id ? [] : [pattern];
      const { code } = await spawnShown([process.execPath, binOf("vitest"), ...args, ...reporters, ...filter], env);
      const report = read(file);
      if (!report)
        return code === 0 ? { tests: 0, failed: 0 } : { tests: 0, failed: 1, problem: `vitest ended with code ${code}` };
      const { numTotalTests, numFailedTests, numFailedTestSuites } = report;
      return { tests: numTotalTests, failed: numFailedTests || (code === 0 ? 0 : Math.max(1, numFailedTestSuites)) };
    },
  };
}

function read(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return null;
  }
}
