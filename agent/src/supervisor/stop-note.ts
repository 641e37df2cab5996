/** stop.json: that a stop was asked for outlives the agent, so that one killed in mid-stop does not take the end for a crash. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../lib/parse-json.ts";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";
import type { StopReason } from "./state.ts";

const StopNote = z.object({ why: z.enum(["stopped", "preempted"]) });
const fileOf = (dir: string): string => path.join(dir, "stop.json");

export function writeStopNote(dir: string, why: StopReason): void {
  writeFileAtomic(fileOf(dir), JSON.stringify({ why }));
}
export function readStopNote(dir: string): StopReason | null {
  const file = fileOf(dir);
  return existsSync(file) ? (parseJson(readFileSync(file, "utf8"), StopNote)?.why ?? null) : null;
}
