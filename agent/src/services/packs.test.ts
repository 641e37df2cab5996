import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunCommand } from "../lib/run-command.ts";
import { createPacks } from "./packs.ts";

let dir: string;
let source: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "packs "));
  source = path.join(dir, "agent/python/tiny");
  mkdirSync(source, { recursive: true });
  const pack = { id: "tiny", title: "Tiny", gives: ["train"], runsOn: ["cpu"], python: ">=3.11", diskBytes: 10 };
  const install = [["one==1.0"], ["-r", "requirements.txt"]];
  writeFileSync(path.join(source, "pack.json"), JSON.stringify({ ...pack, install, selfTest: "self_test.py" }));
  writeFileSync(path.join(source, "requirements.txt"), "two==2.0\n");
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Stands in for Python and pip at the process boundary: writes down what was asked and answers like they do. */
function recorder(failAt = Number.POSITIVE_INFINITY) {
  const asked: string[][] = [];
  const runCommand: RunCommand = async (argv, options) => {
    asked.push([...argv]);
    options?.onLine?.("Collecting two");
    if (asked.length === failAt) return { code: 1, tail: ["ERROR: No matching distribution found for two==2.0"] };
    const facts = JSON.stringify({ python: "3.11.7", versions: { one: "1.0", two: "2.0" } });
    return { code: 0, tail: argv.includes("-c") ? [facts] : [] };
  };
  return { asked, runCommand };
}
function packsWith(runCommand: RunCommand, wheels: string | null = null, emitted: string[] = []) {
  const logger = { info: () => undefined, error: () => undefined };
  const home = path.join(dir, "home");
  return createPacks({ root: dir, home, wheels, python: "python3", logger, emit: (e) => emitted.push(e.type), runCommand });
}

test("venv at the final path, pip in the order of pack.json, self-test, then complete.json", async () => {
  const { asked, runCommand } = recorder();
  const emitted: string[] = [];
  const packs = packsWith(runCommand, null, emitted);
  expect(packs.dirOf("tiny")).toBeNull();
  const titles: string[] = [];
  await packs.install("tiny", (p) => titles.push(`${p.step}/${p.steps} ${p.title}`));
  const made = packs.dirOf("tiny")!;
  expect(asked[0]).toEqual(["python3", "-m", "venv", made]);
  expect(asked[1]?.at(-1)).toBe("one==1.0");
  expect(asked[2]?.slice(-2)).toEqual(["-r", "requirements.txt"]);
  expect(asked[3]).toEqual([path.join(made, "bin/python"), path.join(source, "self_test.py")]);
  expect(JSON.parse(readFileSync(path.join(made, "complete.json"), "utf8")).versions).toEqual({ one: "1.0", two: "2.0" });
  expect(new Set(titles)).toContain("2/4 installing one==1.0");
  expect(new Set(emitted)).toEqual(new Set(["pack-changed"]));
  expect(packs.list()[0]).toMatchObject({ id: "tiny", state: "ready", progress: null, problem: null });
});

test("a failed install says what pip said, leaves nothing that looks ready, and the next one makes it again", async () => {
  const broken = packsWith(recorder(3).runCommand);
  await expect(broken.install("tiny")).rejects.toThrow(/No matching distribution found for two==2.0/);
  expect(broken.dirOf("tiny")).toBeNull();
  expect(broken.list()[0]?.problem).toMatch(/No matching distribution found for two==2.0.*install it again/);
  expect(broken.list()[0]?.state).toBe("missing");
  const { asked, runCommand } = recorder();
  await packsWith(runCommand).install("tiny");
  expect(asked[0]?.[2]).toBe("venv");
});

test("installed once: the second call runs nothing; two at a time share one", async () => {
  const { asked, runCommand } = recorder();
  const packs = packsWith(runCommand);
  await Promise.all([packs.install("tiny"), packs.install("tiny")]);
  const commands = asked.length;
  await packs.install("tiny");
  expect(asked.length).toBe(commands);
  expect(asked.filter((argv) => argv.includes("venv"))).toHaveLength(1);
});

test("two boxes on one home make a pack once", async () => {
  const first = recorder();
  const second = recorder();
  await Promise.all([packsWith(first.runCommand).install("tiny"), packsWith(second.runCommand).install("tiny")]);
  expect(Math.min(first.asked.length, second.asked.length)).toBe(0);
});

test("offline, pip asks no index", async () => {
  const { asked, runCommand } = recorder();
  await packsWith(runCommand, "/wheels").install("tiny");
  expect(asked[1]).toEqual(expect.arrayContaining(["--no-index", "--find-links", "/wheels"]));
});

test("another pin is another folder; test requirements are not part of it", async () => {
  const before = recorder();
  await packsWith(before.runCommand).install("tiny");
  writeFileSync(path.join(source, "requirements-test.txt"), "pytest==9\n");
  expect(packsWith(before.runCommand).dirOf("tiny")).not.toBeNull();
  writeFileSync(path.join(source, "requirements.txt"), "two==2.1\n");
  expect(packsWith(before.runCommand).dirOf("tiny")).toBeNull();
});

test("an unknown pack is named, with those there are", async () => {
  await expect(packsWith(recorder().runCommand).install("nope")).rejects.toMatchObject({
    code: "not-found",
    hint: "There are: tiny.",
  });
});

test("the list says which step an installation is at", async () => {
  const seen: (string | undefined)[] = [];
  const { runCommand } = recorder();
  const packs = packsWith(async (argv, options) => {
    const { progress, state } = packs.list()[0]!;
    seen.push(`${state} ${progress?.step}/${progress?.steps} ${progress?.title}`);
    return runCommand(argv, options);
  });
  await packs.install("tiny");
  expect(seen.slice(0, 2)).toEqual(["installing 1/4 making its environment", "installing 2/4 installing one==1.0"]);
});

test("what pip cannot do is done by a script of the pack after the installs, and another script is another pack", async () => {
  const file = path.join(source, "pack.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), finish: "finish.py" }));
  writeFileSync(path.join(source, "finish.py"), "one");
  const { asked, runCommand } = recorder();
  const packs = packsWith(runCommand);
  await packs.install("tiny");
  const made = packs.dirOf("tiny")!;
  expect(asked[3]).toEqual([path.join(made, "bin/python"), path.join(source, "finish.py")]);
  expect(asked[4]?.[1]).toBe(path.join(source, "self_test.py"));
  writeFileSync(path.join(source, "finish.py"), "two");
  expect(packsWith(runCommand).dirOf("tiny")).toBeNull();
});
