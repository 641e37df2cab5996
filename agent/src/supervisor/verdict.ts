/** How a run ended, from what it left in its folder. The engine's own explain() has the word wherever an exit is known. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { GlueEvent } from "../contract/glue-event.ts";
import type { Exit } from "../contract/run.ts";
import type { Cause } from "../contract/word.ts";
import type { Engine } from "../engines/engine.ts";
import { parseJson } from "../lib/parse-json.ts";
import { readLastLines } from "./logs.ts";

export const tailLines = 40;
/** What gave it away may stand above the long farewell of an engine of several processes. */
const explainedLines = 300;
export type FailedEvent = Extract<GlueEvent, { type: "failed" }>;
export interface Verdict {
  cause: Cause;
  lastLines: string[];
  result: unknown | null;
}

/** `exit` null: nobody wrote one (the shim was killed, the power went). `asked`: we wanted it to stop. */
export function judge(engine: Engine, dir: string, exit: Exit | null, asked: boolean, failed: FailedEvent | null): Verdict {
  const tail = readLastLines(path.join(dir, "out.log"), explainedLines);
  const result = readResult(dir);
  return { cause: causeOf(engine, exit, asked, failed, tail, result !== null), lastLines: tail.slice(-tailLines), result };
}

function causeOf(
  engine: Engine,
  exit: Exit | null,
  asked: boolean,
  failed: FailedEvent | null,
  tail: string[],
  hasResult: boolean,
): Cause {
  const isTask = engine.does === "task";
  if (!exit) {
    if (isTask && hasResult) return cause("ok", "It finished.");
    if (asked) return cause("stopped", "It was stopped.");
    if (failed) return engine.explain({ exitCode: null, signal: null, asked, failed }, tail);
    return cause("lost", "It vanished without a word: its processes were killed, or the machine went down.");
  }
  if (isTask && exit.exitCode === 0 && !hasResult) {
    return { ...cause("crashed", "It said it was done but left no result."), exitCode: 0, line: tail.at(-1) ?? null };
  }
  return engine.explain({ exitCode: exit.exitCode, signal: exit.signal, asked, failed }, tail);
}

const cause = (code: Cause["code"], message: string): Cause => ({ code, message, line: null, exitCode: null, signal: null });

/** Null: there is none, or it is no JSON (the glue renames it into place, so it is never half). */
function readResult(dir: string): unknown | null {
  const file = path.join(dir, "result.json");
  return existsSync(file) ? parseJson(readFileSync(file, "utf8"), z.unknown()) : null;
}
