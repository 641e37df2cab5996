/** What only real processes can show: the starter is killed, the shim is killed, the engine will not go, children are left behind. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Handle } from "../../agent/src/contract/run.ts";
import { createLocal } from "../../agent/src/executors/index.ts";
import { findRunProcesses } from "../../agent/src/executors/session-processes.ts";
import { isAlive, killHard, startNode, tempFolder, until } from "./support/processes.ts";

vi.setConfig({ testTimeout: 40_000 }); // real processes on a machine that may be busy

const never = new AbortController().signal;
const starter = path.join(import.meta.dirname, "support/start-and-hang.ts");
const executor = createLocal();
const env = { PATH: "/usr/bin:/bin" };
const runId = "run_aaaaaaaaaaaaaaaa";
const started: { handle: Handle; dir: string }[] = [];
const sh = (script: string) => ["/bin/sh", "-c", script] as [string, ...string[]];

/** Starts through a process of its own and kills that one: what is left is what an agent finds after its own death. */
async function startThenKillStarter(dir: string, argv: string[]): Promise<Handle> {
  const { child, line } = await startNode(starter, [dir, ...argv]);
  await killHard(child);
  const handle = JSON.parse(line) as Handle;
  started.push({ handle, dir });
  return handle;
}
async function start(dir: string, script: string): Promise<Handle> {
  const handle = await executor.start(runId, { argv: sh(script), env, cwd: dir }, dir);
  started.push({ handle, dir });
  return handle;
}
const log = (dir: string): string =>
  existsSync(path.join(dir, "out.log")) ? readFileSync(path.join(dir, "out.log"), "utf8") : "";
const processes = (h: Handle) => findRunProcesses(h.session ?? -1, h.token);

afterEach(async () => {
  for (const { handle, dir } of started.splice(0)) await executor.stop(handle, dir, 0);
});

describe("the starter was killed with SIGKILL", () => {
  it("the run goes on, another process adopts it and learns its exit code", async () => {
    const dir = tempFolder();
    const handle = await startThenKillStarter(
      dir,
      sh(`echo begun; while [ ! -e ${dir}/finish ]; do sleep 0.05; done; echo done; exit 7`),
    );
    expect(await executor.adopt(dir)).toEqual({ state: "running", handle });
    const waiting = executor.wait(handle, dir, never);
    writeFileSync(path.join(dir, "finish"), "");
    expect(await waiting).toMatchObject({ exitCode: 7, signal: null });
    expect(log(dir)).toBe("begun\ndone\n");
    expect(processes(handle)).toEqual([]);
  });
  it("one that ended meanwhile is found with its exit", async () => {
    const dir = tempFolder();
    await startThenKillStarter(dir, sh("exit 9"));
    await until("exit.json", () => existsSync(path.join(dir, "exit.json")));
    expect(await executor.adopt(dir)).toMatchObject({ state: "exited", exit: { exitCode: 9 } });
  });
  it("a shim still at its gate never starts the child", async () => {
    const dir = tempFolder();
    const shim = path.join(import.meta.dirname, "../../agent/src/executors/local-shim.sh");
    const gate = path.join(import.meta.dirname, "support/hold-the-gate.ts");
    const { child, line } = await startNode(gate, [shim, dir, path.join(dir, "born")]);
    await killHard(child);
    await until("the shim to go", () => !isAlive(Number(line)));
    expect(existsSync(path.join(dir, "born"))).toBe(false);
  });
});

describe("the shim was killed", () => {
  it("its child is an orphan that is waited for, with no exit known", async () => {
    const dir = tempFolder();
    const handle = await start(dir, `echo $$ >pid; while [ ! -e finish ]; do sleep 0.05; done`);
    await until("the child", () => existsSync(path.join(dir, "pid")));
    process.kill(handle.session ?? 0, "SIGKILL");
    await until("an orphan", async () => (await executor.adopt(dir)).state === "orphan");
    const waiting = executor.wait(handle, dir, never);
    writeFileSync(path.join(dir, "finish"), "");
    expect(await waiting).toBeNull();
    expect(await executor.adopt(dir)).toEqual({ state: "gone" });
  });
  it("the orphan is asked once, and goes", async () => {
    const dir = tempFolder();
    const handle = await start(dir, `trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.05; done`);
    await until("the child", () => log(dir).includes("up"));
    process.kill(handle.session ?? 0, "SIGKILL");
    await until("an orphan", async () => (await executor.adopt(dir)).state === "orphan");
    await executor.stop(handle, dir, 10_000);
    expect(log(dir)).toBe("up\nasked\n");
    expect(processes(handle)).toEqual([]);
  });
});

describe("stopping", () => {
  it("gives exactly one SIGTERM however often it is asked, and hears the exit code of a graceful end", async () => {
    const dir = tempFolder();
    const handle = await start(dir, `trap 'echo asked' TERM; echo up; while [ ! -e finish ]; do sleep 0.05; done; exit 75`);
    await until("the child", () => log(dir).includes("up"));
    const stops = [executor.stop(handle, dir, 20_000), executor.stop(handle, dir, 20_000)];
    await until("the ask", () => log(dir).includes("asked"));
    stops.push(executor.stop(handle, dir, 20_000));
    writeFileSync(path.join(dir, "finish"), "");
    await Promise.all(stops);
    expect(log(dir)).toBe("up\nasked\n");
    expect(await executor.wait(handle, dir, never)).toMatchObject({ exitCode: 75, signal: null });
  });
  it("kills one that will not go, with its children, and still tells the signal", async () => {
    const dir = tempFolder();
    const handle = await start(dir, `trap '' TERM; (trap '' TERM; sleep 300) & echo up; while :; do sleep 0.05; done`);
    await until("the child", () => log(dir).includes("up"));
    await executor.stop(handle, dir, 200);
    expect(processes(handle)).toEqual([]);
    expect(await executor.wait(handle, dir, never)).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  });
  it("finds a child that left the session", async () => {
    const dir = tempFolder();
    const handle = await start(dir, `setsid sleep 300 & echo up; while :; do sleep 0.05; done`);
    await until("both", () => processes(handle).some((p) => p.session !== handle.session));
    await executor.stop(handle, dir, 200);
    expect(processes(handle)).toEqual([]);
  });
  it("takes strays along when the engine itself ends", async () => {
    const dir = tempFolder();
    const handle = await start(dir, `(trap '' TERM; sleep 300) & exit 5`);
    expect(await executor.wait(handle, dir, never)).toMatchObject({ exitCode: 5 });
    expect(processes(handle)).toEqual([]);
  });
});

describe("the ends of a run", () => {
  it("tells the signal of a child that was killed", async () => {
    const dir = tempFolder();
    const handle = await start(dir, "kill -KILL $$");
    expect(await executor.wait(handle, dir, never)).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  });
  it("tells of a command that does not exist", async () => {
    const dir = tempFolder();
    const handle = await executor.start(runId, { argv: ["/nowhere/python"], env, cwd: dir }, dir);
    expect(await executor.wait(handle, dir, never)).toMatchObject({ exitCode: 127 });
    expect(log(dir)).toContain("/nowhere/python");
  });
  it("refuses a folder that is not there", async () => {
    const command = { argv: sh("true"), env, cwd: "/nowhere" };
    await expect(executor.start(runId, command, tempFolder())).rejects.toThrow("/nowhere");
  });
  it("passes arguments as they are, never through a shell", async () => {
    const dir = tempFolder();
    const handle = await executor.start(runId, { argv: ["/usr/bin/printf", "%s|", "a b", "$(id)", "'\"*"], env, cwd: dir }, dir);
    await executor.wait(handle, dir, never);
    expect(log(dir)).toBe("a b|$(id)|'\"*|");
  });
  it("gives the child the token and nothing of the agent's own environment", async () => {
    const dir = tempFolder();
    const handle = await executor.start(runId, { argv: ["/usr/bin/env"], env, cwd: dir }, dir);
    await executor.wait(handle, dir, never);
    const names = log(dir)
      .trim()
      .split("\n")
      .map((line) => line.split("=")[0]);
    expect(names.filter((n) => n !== "_").sort()).toEqual(["PATH", "PWD", "SLUICE_RUN_DIR", "SLUICE_RUN_TOKEN"]);
  });
});
