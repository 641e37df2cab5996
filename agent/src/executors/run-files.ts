import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Exit, Handle } from "../contract/run.ts";
import type { Clock } from "../lib/clock.ts";
import { nextChange } from "../lib/next-change.ts";
import { parseJson } from "../lib/parse-json.ts";

export const fileOf = (dir: string, name: "handle.json" | "exit.json" | "out.log"): string => path.join(dir, name);

/** Null: not written yet, or torn (then it was never renamed by us and means nothing). */
export function readHandle(dir: string): Handle | null {
  return readJson(fileOf(dir, "handle.json"), (text) => parseJson(text, Handle));
}
export function readExit(dir: string): Exit | null {
  return readJson(fileOf(dir, "exit.json"), (text) => parseJson(text, Exit));
}
function readJson<T>(file: string, parse: (text: string) => T | null): T | null {
  return existsSync(file) ? parse(readFileSync(file, "utf8")) : null;
}

/** Resolves at the next word of exit.json, after `pollMs`, or when `signal` aborts: whichever is first. */
export async function exitOrPoll(dir: string, pollMs: number, clock: Clock, signal?: AbortSignal): Promise<void> {
  const isThere = () => existsSync(fileOf(dir, "exit.json"));
  await nextChange(dir, pollMs, clock, { ...(signal ? { signal } : {}), matters: (name) => name === "exit.json", isThere });
}
