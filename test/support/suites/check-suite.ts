import { spawnShown } from "./spawn-shown.ts";
import type { Suite } from "./suite.ts";

export const checkSuite: Suite = {
  id: "check",
  async run() {
    const { out } = await spawnShown([process.execPath, "test/support/check.ts"]);
    const lines = out.split("\n");
    const failed = lines.filter((line) => line.startsWith("FAIL")).length;
    const ok = lines.filter((line) => line.startsWith("ok")).length;
    return ok + failed === 0 ? { tests: 0, failed: 1, problem: "the checks did not run" } : { tests: ok + failed, failed };
  },
};
