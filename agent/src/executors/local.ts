/** Starts a run on this machine: detached, in its own session, behind a small shim that outlives the agent. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";
import { SluiceError } from "../contract/error.ts";
import type { Exit, Handle } from "../contract/run.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";
import { readBootId } from "./boot-id.ts";
import type { Adopted, Executor, StartCommand } from "./executor.ts";
import { endStrays, stopRun } from "./local-stop.ts";
import { exitOrPoll, fileOf, readExit, readHandle } from "./run-files.ts";
import { findRunProcesses, shimLives } from "./session-processes.ts";

const shim = path.join(import.meta.dirname, "local-shim.sh");
const pollMs = 500;
const lives = (h: Handle): boolean => h.session !== null && findRunProcesses(h.session, h.token).length > 0;

/** `bootId` is read when asked; tests give another to play a power cut. */
export function createLocal(options: { bootId?: () => string; clock?: Clock } = {}): Executor {
  const { bootId = readBootId, clock = systemClock } = options;
  return {
    id: "local",
    start: (runId, command, dir) => start(runId, command, dir, bootId(), clock),
    adopt: (dir) => adopt(dir, bootId(), clock),
    wait: (handle, dir, signal) => wait(handle, dir, signal, clock),
    stop: (handle, dir, graceMs) => stopRun(handle, dir, graceMs, clock),
  };
}

async function start(runId: string, command: StartCommand, dir: string, bootId: string, clock: Clock): Promise<Handle> {
  mkdirSync(dir, { recursive: true });
  const token = randomBytes(16).toString("hex");
  const log = openSync(fileOf(dir, "out.log"), "a", 0o600);
  const child = spawn("/bin/sh", [shim, dir, ...command.argv], {
    cwd: command.cwd,
    env: { ...command.env, SLUICE_RUN_TOKEN: token, SLUICE_RUN_DIR: path.resolve(dir) },
    detached: true, // setsid: the shim's pid is its session and its group
    stdio: ["pipe", log, log], // a file, not a pipe: it must outlive us
  });
  try {
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  } catch (cause) {
    throw new SluiceError("internal", `Run ${runId} could not be started in ${command.cwd}.`, { cause });
  } finally {
    closeSync(log);
  }
  child.on("error", () => undefined); // a late kill error is not ours: wait() looks at the process itself
  const gate = child.stdin as Writable;
  gate.on("error", () => undefined); // EPIPE: the shim was killed at its gate, wait() will say so
  const handle: Handle = {
    version: 1,
    runId,
    executor: "local",
    bootId,
    token,
    session: child.pid ?? null,
    startedAt: clock.now(),
  };
  try {
    writeFileAtomic(fileOf(dir, "handle.json"), JSON.stringify(handle));
  } catch (cause) {
    gate.destroy(); // the gate closes: no handle, no child
    throw cause;
  }
  gate.end("go\n");
  child.unref();
  return handle;
}

async function adopt(dir: string, bootId: string, clock: Clock): Promise<Adopted> {
  const handle = readHandle(dir);
  if (!handle || handle.session === null) return { state: "gone" };
  const isThisBoot = handle.bootId === bootId;
  const exit = readExit(dir);
  if (exit) {
    if (isThisBoot) await endStrays(handle, clock);
    return { state: "exited", exit };
  }
  if (!isThisBoot) return { state: "gone" };
  if (shimLives(handle.session, handle.token)) return { state: "running", handle };
  if (lives(handle)) return { state: "orphan", handle };
  const late = readExit(dir); // it may have ended between the two looks
  return late ? { state: "exited", exit: late } : { state: "gone" };
}

async function wait(handle: Handle, dir: string, signal: AbortSignal, clock: Clock): Promise<Exit | null> {
  for (;;) {
    signal.throwIfAborted();
    // Looked at before exit.json: a shim that ends between the two looks has written it by then.
    const isAlive = handle.session !== null && (shimLives(handle.session, handle.token) || lives(handle));
    const exit = readExit(dir);
    if (exit) {
      await endStrays(handle, clock);
      return exit;
    }
    if (!isAlive) return null;
    await exitOrPoll(dir, pollMs, clock, signal);
  }
}
