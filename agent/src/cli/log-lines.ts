import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { parseJson } from "../lib/parse-json.ts";

const Line = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().optional() });
const levels: Record<number, string> = { 10: "trace", 20: "debug", 30: "info", 40: "WARN", 50: "ERROR", 60: "FATAL" };

/** The last lines of a log, made readable; none if there is no such log. */
export function lastLines(file: string, count: number): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").filter(Boolean).slice(-count).map(readable);
}

/** A JSON log line as a person reads it: time, level, words, then what else it says. Other lines stay as they are. */
export function readable(line: string): string {
  const entry = line.startsWith("{") ? parseJson(line, Line) : null;
  if (!entry) return line;
  const { level, time, msg, room: _room, ...more } = entry;
  const rest = Object.entries(more).map(([key, value]) => `${key}=${typeof value === "object" ? JSON.stringify(value) : value}`);
  return [new Date(time).toISOString().slice(11, 19), levels[level] ?? level, msg ?? "", ...rest].join(" ").trimEnd();
}
