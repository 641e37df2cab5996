import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeFileAtomic } from "./write-file-atomic.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-atomic-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("replaces the file, for its owner's eyes only", () => {
  const file = path.join(dir, "a.json");
  writeFileAtomic(file, "old");
  writeFileAtomic(file, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(["a.json"]);
});

it("a disk that ends in mid-write leaves the old file whole and nothing else", () => {
  const file = path.join(dir, "a.json");
  writeFileAtomic(file, "old");
  const module = JSON.stringify(path.join(import.meta.dirname, "write-file-atomic.ts"));
  const script = `import(${module}).then((m) => m.writeFileAtomic(${JSON.stringify(file)}, "n".repeat(100_000)))`;
  // The limit of a file's size ends a write as a full disk does: a part is written, the rest is refused.
  const { status, stderr } = spawnSync("/bin/sh", ["-c", 'ulimit -f 8; exec "$0" -e "$1"', process.execPath, script], {
    encoding: "utf8",
  });
  expect(stderr).toContain("EFBIG");
  expect(status).toBe(1);
  expect(readFileSync(file, "utf8")).toBe("old");
  expect(readdirSync(dir)).toEqual(["a.json"]);
});
