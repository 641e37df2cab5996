import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { leftOver } from "./left-over.ts";

it("finds who has the folder in its environment, and nobody once it is gone", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "left-over-"));
  const child = spawn("/bin/sleep", ["60"], { env: { TMPDIR: folder } });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
  expect(await leftOver(folder, 0)).toEqual([{ pid: child.pid, command: "/bin/sleep 60" }]);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await leftOver(folder, 0)).toEqual([]);
});
