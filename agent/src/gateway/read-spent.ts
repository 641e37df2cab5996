/** What keys have spent as far as anyone can know: the agent's sum, and the lines it has not stored yet. Budgets will ask this. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { UsageLine } from "../contract/snapshot.ts";
import { parseJson } from "../lib/parse-json.ts";
import { readLines } from "../lib/read-lines.ts";
import type { SnapshotView } from "./snapshot-reader.ts";

export interface Spent {
  promptTokens: number;
  completionTokens: number;
  requests: number;
  /** What requests under way (or cut by a crash and not closed yet) may still cost. */
  reserved: number;
}

const windowBytes = 1024 * 1024;

/** Spent per key: `snapshot.spent` + lines after `spentUpTo` + what open requests reserve. */
export function readSpent(
  dir: string,
  view: Pick<SnapshotView, "spentUpTo"> & { spent: Record<string, Omit<Spent, "reserved">> },
): Map<string, Spent> {
  const spent = new Map(
    Object.entries(view.spent).map(([key, { requests, promptTokens, completionTokens }]) => {
      return [key, { requests, promptTokens, completionTokens, reserved: 0 }];
    }),
  );
  const of = (key: string): Spent => {
    const sum = spent.get(key) ?? { promptTokens: 0, completionTokens: 0, requests: 0, reserved: 0 };
    spent.set(key, sum);
    return sum;
  };
  const open = new Map<string, Extract<UsageLine, { t: "open" }>>();
  for (const name of readdirSync(dir).filter((file) => file.endsWith(".jsonl"))) {
    for (const line of linesAfter(path.join(dir, name), view.spentUpTo[name] ?? 0)) {
      if (line.t === "open") open.set(line.id, line);
      if (line.t !== "end") continue;
      open.delete(line.id);
      const sum = of(line.key);
      sum.promptTokens += line.prompt;
      sum.completionTokens += line.completion;
      sum.requests += 1;
    }
  }
  for (const line of open.values()) of(line.key).reserved += line.reserve;
  return spent;
}

function* linesAfter(file: string, from: number): Generator<UsageLine> {
  for (let read = readLines(file, from, windowBytes); ; read = readLines(file, read.next, windowBytes)) {
    for (const text of read.lines) {
      const line = parseJson(text, UsageLine);
      if (line) yield line;
    }
    if (read.atEnd) return;
  }
}
