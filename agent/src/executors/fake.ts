/**
 * Runs no process: timers in this process's memory, the same files in the run's folder. `spec.json` says what happens:
 * { exitCode, delayMs, lines, events }. It dies with the process that started it, and says so: adopt answers `gone`.
 */
import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Exit, Handle } from "../contract/run.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { parseJson } from "../lib/parse-json.ts";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";
import { readBootId } from "./boot-id.ts";
import type { Adopted, Executor } from "./executor.ts";
import { fileOf, readExit, readHandle } from "./run-files.ts";

const FakeRun = z.object({
  exitCode: z.number().int().default(0),
  delayMs: z.number().min(0).default(0),
  lines: z.array(z.string()).default([]),
  events: z.array(z.record(z.string(), z.unknown())).default([]),
});

interface Life {
  asked: AbortController;
  ended: Promise<Exit>;
}
/** By token, so that any fake executor of this process finds what another one started. */
const lives = new Map<string, Life>();

export function createFake(options: { bootId?: () => string; clock?: Clock } = {}): Executor {
  const { bootId = readBootId, clock = systemClock } = options;
  return {
    id: "fake",
    async start(runId, _command, dir) {
      mkdirSync(dir, { recursive: true });
      const token = randomBytes(16).toString("hex");
      const handle: Handle = {
        version: 1,
        runId,
        executor: "fake",
        bootId: bootId(),
        token,
        session: null,
        startedAt: clock.now(),
      };
      writeFileAtomic(fileOf(dir, "handle.json"), JSON.stringify(handle));
      const asked = new AbortController();
      lives.set(token, { asked, ended: live(dir, asked.signal, clock).finally(() => lives.delete(token)) });
      return handle;
    },
    async adopt(dir): Promise<Adopted> {
      const handle = readHandle(dir);
      const exit = readExit(dir);
      if (exit) return { state: "exited", exit };
      if (!handle || handle.bootId !== bootId() || !lives.has(handle.token)) return { state: "gone" };
      return { state: "running", handle };
    },
    async wait(handle, dir, signal) {
      const life = lives.get(handle.token);
      if (!life) return readExit(dir);
      return await new Promise<Exit>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        if (signal.aborted) return reject(signal.reason);
        life.ended.then(resolve, reject);
      });
    },
    async stop(handle) {
      const life = lives.get(handle.token);
      life?.asked.abort();
      await life?.ended;
    },
  };
}

async function live(dir: string, asked: AbortSignal, clock: Clock): Promise<Exit> {
  const spec = readSpec(dir);
  appendFileSync(fileOf(dir, "out.log"), spec.lines.map((line) => `${line}\n`).join(""));
  appendFileSync(path.join(dir, "events.jsonl"), spec.events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  await clock.sleep(spec.delayMs, asked);
  const exit: Exit = asked.aborted
    ? { exitCode: null, signal: "SIGTERM", at: clock.now() }
    : { exitCode: spec.exitCode, signal: null, at: clock.now() };
  writeFileAtomic(fileOf(dir, "exit.json"), JSON.stringify(exit));
  return exit;
}

function readSpec(dir: string): z.infer<typeof FakeRun> {
  const file = path.join(dir, "spec.json");
  return (existsSync(file) ? parseJson(readFileSync(file, "utf8"), FakeRun) : null) ?? FakeRun.parse({});
}
