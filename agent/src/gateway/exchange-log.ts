/**
 * Keeps requests and answers of projects that switched it on: exchanges/<project>/<day>/<start>-<pid>.jsonl. A line is written before
 * the end line that names it. A disk that takes no more costs the record, never the answer.
 */
import { closeSync, constants, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Question } from "./questions/question.ts";

/** Tells the usage line where it lies, if it could be kept. */
export type Keep = (status: number, answer: () => unknown) => void;
export interface ExchangeLog {
  /** Null where the project keeps nothing. */
  keeperFor(projectId: string, question: Question, tally: KeptCall): Keep | null;
  close(): void;
}
interface KeptCall {
  readonly call: { id: string };
  logged(where: string): void;
}
interface Sheet {
  /** Under exchanges/. */
  name: string;
  day: string;
  fd: number;
  bytes: number;
}

const maxLineBytes = 16 * 1024 * 1024;
const maxOpenFiles = 64;
const sayAgainMs = 60_000;
const folderName = /^[A-Za-z0-9_-]{1,80}$/;

export function createExchangeLog(options: {
  dir: string;
  pid: number;
  clock: Clock;
  log: Logger;
  /** How many days the project keeps them; undefined: it keeps none. */
  daysOf(projectId: string): number | undefined;
}): ExchangeLog {
  const { dir, clock, log } = options;
  const stem = `${clock.now()}-${options.pid}`;
  const sheets = new Map<string, Sheet>();
  let count = 0;
  let saidAt = Number.NEGATIVE_INFINITY;

  const letGo = (projectId: string) => {
    const sheet = sheets.get(projectId);
    sheets.delete(projectId);
    if (sheet) closeSync(sheet.fd);
  };
  const sheetFor = (projectId: string, days: number, day: string): Sheet => {
    const open = sheets.get(projectId);
    if (open?.day === day) return open;
    letGo(projectId);
    const oldest = sheets.size >= maxOpenFiles ? sheets.keys().next().value : undefined;
    if (oldest !== undefined) letGo(oldest);
    mkdirSync(path.join(dir, projectId, day), { recursive: true, mode: 0o700 });
    // What was promised when it was kept holds after it was switched off.
    writeFileSync(path.join(dir, projectId, "retention-days"), String(days), { mode: 0o600 });
    const name = `${projectId}/${day}/${stem}${count === 0 ? "" : `-${count}`}.jsonl`;
    count += 1;
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | constants.O_NOFOLLOW;
    const sheet = { name, day, fd: openSync(path.join(dir, name), flags, 0o600), bytes: 0 };
    sheets.set(projectId, sheet);
    return sheet;
  };
  /** Where it lies; throws when it could not be written as a whole. */
  const write = (projectId: string, days: number, line: string): string => {
    const bytes = Buffer.from(`${line}\n`);
    const sheet = sheetFor(projectId, days, new Date(clock.now()).toISOString().slice(0, 10));
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(sheet.fd, bytes, done);
    } catch (error) {
      takeBack(sheet, () => letGo(projectId));
      throw error;
    }
    const where = `${sheet.name}:${sheet.bytes}:${bytes.length}`;
    sheet.bytes += bytes.length;
    return where;
  };
  return {
    keeperFor(projectId, question, tally) {
      const days = options.daysOf(projectId);
      if (days === undefined || !folderName.test(projectId)) return null;
      const at = clock.now();
      return (status, answer) => {
        try {
          const line = lineOf(tally.call.id, at, status, question, answer());
          if (line.length <= maxLineBytes) tally.logged(write(projectId, days, line));
        } catch (error) {
          if (clock.now() - saidAt < sayAgainMs) return;
          saidAt = clock.now();
          log.warn({ project: projectId, err: error }, "requests and answers cannot be kept");
        }
      };
    },
    close() {
      for (const projectId of [...sheets.keys()]) letGo(projectId);
    },
  };
}

/** Half a line is taken out again, so that offsets stay true; a file that refuses even that is left alone. */
function takeBack(sheet: Sheet, giveUp: () => void): void {
  try {
    ftruncateSync(sheet.fd, sheet.bytes);
  } catch {
    giveUp();
  }
}

function lineOf(id: string, at: number, status: number, { path, asked, route }: Question, answer: unknown): string {
  const system = route.policy.systemPrompt?.text ?? null;
  return JSON.stringify({ id, at, path, status, system, request: asked, answer }, shortened);
}

/** Images are kept as a note of their size. */
function shortened(this: unknown, name: string, value: unknown): unknown {
  if (typeof value !== "string" || value.length < 300) return value;
  const isBase64 = name === "data" && (this as { type?: unknown }).type === "base64";
  if (!isBase64 && !/^data:[a-z]+\/[a-z0-9.+-]+;base64,/i.test(value.slice(0, 80))) return value;
  return `${isBase64 ? "" : value.slice(0, value.indexOf(",") + 1)}… (${value.length} characters)`;
}
