/** How long each step took here last time: the first guess is a table, the second is this machine's own. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";
import { writeFileAtomic } from "../../lib/write-file-atomic.ts";

const Timings = z.record(z.string(), z.number());

export interface TimingBook {
  secondsOf(id: string, usual: number): number;
  note(id: string, seconds: number): void;
}

export function openTimings(home: string): TimingBook {
  const file = path.join(home, "timings.json");
  const read = () => (existsSync(file) ? parseJson(readFileSync(file, "utf8"), Timings) : null) ?? {};
  return {
    secondsOf: (id, usual) => read()[id] ?? usual,
    note: (id, seconds) => writeFileAtomic(file, JSON.stringify({ ...read(), [id]: Math.round(seconds * 10) / 10 }), 0o644),
  };
}
