/** One suite for every executor. What only real processes can show stands in executor-local.test.ts. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { Exit, Handle } from "../../agent/src/contract/run.ts";
import { createFake, createLocal, executors } from "../../agent/src/executors/index.ts";
import { tempFolder, until } from "./support/processes.ts";

vi.setConfig({ testTimeout: 40_000 }); // real processes on a machine that may be busy

const never = new AbortController().signal;
const runId = "run_aaaaaaaaaaaaaaaa";
const isUp = (dir: string): boolean => readFileSync(path.join(dir, "out.log"), "utf8").includes("up");
/** The same life said twice: as a command for real executors, as spec.json for the fake one. */
function life(dir: string, exitCode: number, delayMs: number, lines: string[] = []) {
  writeFileSync(path.join(dir, "spec.json"), JSON.stringify({ exitCode, delayMs, lines }));
  const script = `${lines.map((l) => `echo '${l}'`).join("\n")}\nsleep ${delayMs / 1000}\nexit ${exitCode}`;
  return { argv: ["/bin/sh", "-c", script] as const, env: { PATH: "/usr/bin:/bin" }, cwd: dir };
}

describe.each(executors.map((e) => [e.id, e] as const))("executor %s", (id, executor) => {
  it("is named for its file", () => {
    expect(existsSync(path.join(import.meta.dirname, `../../agent/src/executors/${id}.ts`))).toBe(true);
  });
  it.each([0, 1, 7, 75])("tells exit code %i, and keeps output and files", async (code) => {
    const dir = tempFolder();
    const handle = await executor.start(runId, life(dir, code, 10, ["first", "second"]), dir);
    expect(Handle.parse(JSON.parse(readFileSync(path.join(dir, "handle.json"), "utf8")))).toEqual(handle);
    const exit = await executor.wait(handle, dir, never);
    expect(exit).toMatchObject({ exitCode: code, signal: null });
    expect(Exit.parse(JSON.parse(readFileSync(path.join(dir, "exit.json"), "utf8")))).toEqual(exit);
    expect(readFileSync(path.join(dir, "out.log"), "utf8")).toBe("first\nsecond\n");
  });
  it("adopts a running one, and waits for it", async () => {
    const dir = tempFolder();
    const handle = await executor.start(runId, life(dir, 3, 400), dir);
    expect(await executor.adopt(dir)).toEqual({ state: "running", handle });
    expect(await executor.wait(handle, dir, never)).toMatchObject({ exitCode: 3 });
    expect(await executor.adopt(dir)).toMatchObject({ state: "exited", exit: { exitCode: 3 } });
  });
  it("stops at once when asked, and says by which signal", async () => {
    const dir = tempFolder();
    const handle = await executor.start(runId, life(dir, 0, 60_000, ["up"]), dir);
    await until("its first line", () => isUp(dir));
    await executor.stop(handle, dir, 5000);
    expect(await executor.wait(handle, dir, never)).toMatchObject({ exitCode: null, signal: "SIGTERM" });
  });
  it("stops waiting when told to, and the run goes on", async () => {
    const dir = tempFolder();
    const handle = await executor.start(runId, life(dir, 0, 60_000), dir);
    const stop = new AbortController();
    const waiting = executor.wait(handle, dir, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow();
    expect(await executor.adopt(dir)).toMatchObject({ state: "running" });
    await executor.stop(handle, dir, 5000);
  });
  it("knows nothing of an empty folder", async () => {
    expect(await executor.adopt(tempFolder())).toEqual({ state: "gone" });
  });
});

describe.each([
  ["local", createLocal],
  ["fake", createFake],
] as const)("executor %s after a power cut", (_id, create) => {
  it("calls a handle of another boot gone, and believes an exit.json of before", async () => {
    const dir = tempFolder();
    const executor = create({ bootId: () => "boot-1" });
    const handle = await executor.start(runId, life(dir, 4, 60_000, ["up"]), dir);
    await until("its first line", () => isUp(dir));
    const afterBoot = create({ bootId: () => "boot-2" });
    expect(await afterBoot.adopt(dir)).toEqual({ state: "gone" });
    await executor.stop(handle, dir, 5000);
    expect(await afterBoot.adopt(dir)).toMatchObject({ state: "exited" });
  });
});
