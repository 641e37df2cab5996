import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { identityOf, isSameAlive } from "./process-identity.ts";

test("a process is the same as long as it lives, and nobody afterwards", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const one = identityOf(child.pid!)!;
  expect(isSameAlive(one)).toBe(true);
  expect(isSameAlive({ ...one, startTick: one.startTick - 1 })).toBe(false);
  expect(isSameAlive({ ...one, bootId: "another boot" })).toBe(false);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isSameAlive(one)).toBe(false);
});
