import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { binOf } from "../checks/run-tool.ts";
import { killAll } from "../processes.ts";
import { leftOver } from "./left-over.ts";
import { results, spawnShown } from "./spawn-shown.ts";
import type { Suite } from "./suite.ts";

interface Report {
  numTotalTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
}

/** One project of vitest.config.ts. A file that cannot even be loaded counts as a failed test, and so does a process left behind. */
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
      const temp = mkdtempSync(path.join(os.tmpdir(), "suite-"));
      const argv = [process.execPath, binOf("vitest"), ...args, ...reporters, ...filter] as const;
      const { code } = await spawnShown(argv, { ...env, TMPDIR: temp });
      const left = await endLeftOver(temp);
      const report = read(file);
      if (!report)
        return code === 0 ? { tests: 0, failed: 0 } : { tests: 0, failed: 1, problem: `vitest ended with code ${code}` };
      const { numTotalTests, numFailedTests, numFailedTestSuites } = report;
      const failed = numFailedTests || (code === 0 ? 0 : Math.max(1, numFailedTestSuites));
      return left === null ? { tests: numTotalTests, failed } : { tests: numTotalTests, failed: failed + 1, problem: left };
    },
  };
}

async function endLeftOver(temp: string): Promise<string | null> {
  const left = await leftOver(temp);
  killAll(left.map(({ pid }) => pid));
  rmSync(temp, { recursive: true, force: true });
  if (left.length === 0) return null;
  return `tests left processes behind: ${left.map(({ pid, command }) => `${pid} ${command.slice(0, 160)}`).join("; ")}`;
}

function read(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return null;
  }
}
