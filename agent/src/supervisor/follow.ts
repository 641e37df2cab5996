/** Follows a run's events.jsonl (and, for engines without glue, its out.log) and tells each event once, in order. */
import path from "node:path";
import { GlueEvent } from "../contract/glue-event.ts";
import type { Clock } from "../lib/clock.ts";
import { nextChange } from "../lib/next-change.ts";
import { parseJson } from "../lib/parse-json.ts";
import { readLines } from "../lib/read-lines.ts";
import { readLogChunk } from "./logs.ts";

const pollMs = 500;
/** Steps may be logged many times a second: one look serves them all. */
const settleMs = 50;
/** A longer line is none of ours. */
const longestLine = 1 << 20;

export interface FollowOptions {
  dir: string;
  /** A line of out.log -> event (Engine.read). */
  readLog: (line: string) => GlueEvent | null;
  onEvent: (event: GlueEvent) => void;
  /** Called once per run, with the first line nobody understands. */
  onBadLine: (line: string) => void;
  clock: Clock;
}
export interface Follower {
  /** Everything there is right now, at once. */
  catchUp(): void;
  /** Goes on until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** The run is dead: what is left, a torn last line too if it is whole JSON. */
  finish(): void;
}

export function createFollower(options: FollowOptions): Follower {
  const eventsFile = path.join(options.dir, "events.jsonl");
  const takeNewEvents = lineTaker(eventsFile, take);
  const takeNewLog = lineTaker(path.join(options.dir, "out.log"), takeLog);
  let isBadNoted = false;
  function take(line: string): void {
    if (line.trim() === "") return;
    const event = parseJson(line, GlueEvent);
    if (event) options.onEvent(event);
    else if (!isBadNoted) {
      isBadNoted = true;
      options.onBadLine(line);
    }
  }
  function takeLog(line: string): void {
    const event = options.readLog(line);
    if (event) options.onEvent(event);
  }
  function catchUp(): number {
    takeNewLog();
    return takeNewEvents();
  }
  return {
    catchUp: () => void catchUp(),
    async run(signal) {
      while (!signal.aborted) {
        await nextChange(options.dir, pollMs, options.clock, { signal });
        await options.clock.sleep(settleMs, signal);
        catchUp();
      }
    },
    finish() {
      const torn = readLogChunk(eventsFile, catchUp(), longestLine).text;
      if (parseJson(torn, GlueEvent)) take(torn);
    },
  };
}

/** Each call takes the whole lines that came since the last one and gives the offset reached: no line twice, none half. */
function lineTaker(file: string, take: (line: string) => void): () => number {
  let offset = 0;
  return () => {
    for (let isDone = false; !isDone; ) {
      const { lines, next, atEnd } = readLines(file, offset, longestLine);
      isDone = atEnd || next === offset;
      offset = next;
      for (const line of lines) take(line);
    }
    return offset;
  };
}
