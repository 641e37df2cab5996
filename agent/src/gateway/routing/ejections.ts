/**
 * Canaries this box's gateways have thrown out. Each counts from the moment it is decided until a snapshot has read its line in
 * the usage file: from then on the snapshot's own weights are the word. So it holds through a restart of the gateway, too.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { UsageLine } from "../../contract/snapshot.ts";
import { parseJson } from "../../lib/parse-json.ts";
import { readLines } from "../../lib/read-lines.ts";
import type { LinePlace } from "../meter.ts";

export interface Ejections {
  isOut(rolloutId: string): boolean;
  add(rolloutId: string, line: LinePlace): void;
  /** Forgets those the agent has acted on; says which. */
  take(spentUpTo: Record<string, number>): string[];
}

export function createEjections(before: ReadonlyMap<string, LinePlace> = new Map()): Ejections {
  const out = new Map(before);
  return {
    isOut: (rolloutId) => out.has(rolloutId),
    add: (rolloutId, line) => out.set(rolloutId, line),
    take(spentUpTo) {
      const done = [...out].filter(([, { file, end }]) => (spentUpTo[file] ?? 0) >= end).map(([rolloutId]) => rolloutId);
      for (const rolloutId of done) out.delete(rolloutId);
      return done;
    },
  };
}

const windowBytes = 1024 * 1024;

/** Those no snapshot has read yet, from the files of all gateways of this box. */
export function readEjections(dir: string, spentUpTo: Record<string, number>): Map<string, LinePlace> {
  const found = new Map<string, LinePlace>();
  for (const file of readdirSync(dir).filter((name) => name.endsWith(".jsonl"))) {
    for (let from = spentUpTo[file] ?? 0, atEnd = false; !atEnd; ) {
      const read = readLines(path.join(dir, file), from, windowBytes);
      for (const text of read.lines) {
        // Nearly all lines are of requests: those are not worth a parse.
        const line = text.includes('"t":"event"') ? parseJson(text, UsageLine) : null;
        // The end of the whole read is behind the line's own, and the agent reads on to it.
        if (line?.t === "event" && line.kind === "ejected" && line.rolloutId) found.set(line.rolloutId, { file, end: read.next });
      }
      from = read.next;
      atEnd = read.atEnd;
    }
  }
  return found;
}
