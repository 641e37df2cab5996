import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFile, tryLock } from "./lock-file.ts";
import { identityOf } from "./process-identity.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "lock-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

test("one holder at a time; free again after release; nothing left behind", () => {
  const file = path.join(dir, "one.lock");
  const free = tryLock(file)!;
  expect(tryLock(file)).toBeNull();
  free();
  const again = tryLock(file);
  expect(again).not.toBeNull();
  again?.();
  expect(readdirSync(dir)).toEqual([]);
});

test("the lock of a dead process is taken over, that of a living one is not", async () => {
  const file = path.join(dir, "one.lock");
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  writeFileSync(file, JSON.stringify(identityOf(child.pid!)));
  expect(tryLock(file)).toBeNull();
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(tryLock(file)).not.toBeNull();
});

test("a torn lock file stops nobody", () => {
  const file = path.join(dir, "one.lock");
  writeFileSync(file, '{"pid":');
  expect(tryLock(file)).not.toBeNull();
});

test("whoever waits is told once and gets it when it is free", async () => {
  const file = path.join(dir, "one.lock");
  const free = tryLock(file)!;
  let told = 0;
  let slept = 0;
  const sleep = async () => {
    slept++;
    if (slept === 3) free();
  };
  const mine = await lockFile(file, sleep, () => told++);
  expect(told).toBe(1);
  mine();
});
