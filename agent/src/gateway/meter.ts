/**
 * Writes the usage files (docs/architecture.md §1). A file belongs to the gateway that made it; an open request keeps its
 * file until its end line, so a file nobody holds open is finished for good.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { SluiceError } from "../contract/error.ts";
import { costOf, type UsageEvent, type UsageLine } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import { createLineAppender, type LineAppender } from "../lib/line-appender.ts";
import { type Answerer, type Call, type Ending, endLine, openLine, quote } from "./meter-lines.ts";

export type { Call, Ending };

/** The bill of one request. After `end` nothing more is written for it. */
export interface Tally {
  readonly call: Call;
  readonly ended: boolean;
  /** Waited so long for an engine. */
  queued(ms: number): void;
  /** Asked another one: failed before the first byte. */
  retried(by: Answerer): void;
  /** Where request and answer will lie. */
  logged(where: string): void;
  /** Called when the first token was seen. */
  first(): void;
  /** Written at most once a second. */
  mark(completion: number): void;
  end(ending: Ending): void;
}
type Line<T extends UsageLine["t"]> = Extract<UsageLine, { t: T }>;
/** What limits need to know of a line. */
export type LineSeen =
  | Pick<Line<"open">, "t" | "id" | "at" | "key" | "reserve" | "prompt" | "price">
  | Pick<Line<"end">, "t" | "id" | "at" | "key" | "prompt" | "completion" | "cost">;
/** A line in a usage file, by the byte after it. */
export interface LinePlace {
  file: string;
  end: number;
}
export interface Meter {
  /** Throws `disk-full` when lines can no longer be kept: nobody is served off the books. */
  /** `askedAt`: when the question was there; it may have waited for an engine since. */
  open(call: Call, stream?: boolean, askedAt?: number): Tally;
  /** What the gateway decided by itself. */
  tell(event: Omit<UsageEvent, "t" | "id" | "at">): LinePlace;
  /** Whether it made the file of this name. */
  isMine(name: string): boolean;
  close(): void;
}

const rotateBytes = 64 * 1024 * 1024;
const maxWaitingBytes = 4 * 1024 * 1024;
const markEveryMs = 1000;

export interface MeterOptions {
  dir: string;
  pid: number;
  clock: Clock;
  rotateBytes?: number;
  /** Told of every open and end line; `end`: the byte after it. */
  onLine?(file: string, line: LineSeen, end: number): void;
}
interface Sheet {
  name: string;
  lines: LineAppender;
  open: number;
  retired: boolean;
}

export function createMeter(options: MeterOptions): Meter {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const { clock } = options;
  const stem = `${clock.now()}-${options.pid}`;
  let count = 0;
  let events = 0;
  const newSheet = (): Sheet => {
    const name = count === 0 ? `${stem}.jsonl` : `${stem}-${count}.jsonl`;
    count += 1;
    return { name, lines: createLineAppender(path.join(options.dir, name)), open: 0, retired: false };
  };
  let sheet = newSheet();
  const closeIfDone = (one: Sheet) => {
    if (one.retired && one.open === 0) one.lines.close();
  };
  const rotate = () => {
    const old = sheet;
    sheet = newSheet();
    old.retired = true;
    closeIfDone(old);
  };
  return {
    open(call, stream = false, askedAt = clock.now()) {
      if (sheet.lines.waitingBytes() > maxWaitingBytes) {
        throw new SluiceError("disk-full", "The disk of the box is full: usage can no longer be recorded.");
      }
      if (sheet.lines.bytes() > (options.rotateBytes ?? rotateBytes)) rotate();
      const mine = sheet;
      mine.open += 1;
      const append = (line: string, seen: LineSeen | null) => {
        mine.lines.append(line);
        if (seen) options.onLine?.(mine.name, seen, mine.lines.bytes());
      };
      return createTally({ call, stream, askedAt, append, clock }, () => {
        mine.open -= 1;
        closeIfDone(mine);
      });
    },
    tell(event) {
      events += 1;
      const line: UsageLine = { t: "event", id: `${stem}-e${events}`, at: clock.now(), ...event };
      sheet.lines.append(JSON.stringify(line));
      return { file: sheet.name, end: sheet.lines.bytes() };
    },
    isMine: (name) => name === `${stem}.jsonl` || name.startsWith(`${stem}-`),
    close() {
      sheet.retired = true;
      closeIfDone(sheet);
    },
  };
}

interface Opening {
  call: Call;
  stream: boolean;
  askedAt: number;
  append(line: string, seen: LineSeen | null): void;
  clock: Clock;
}

function createTally({ call, stream, askedAt, append, clock }: Opening, onEnd: () => void): Tally {
  const openedAt = clock.now();
  let lastMark = openedAt;
  let firstMs: number | null = null;
  let ended = false;
  let answerer: Answerer = call;
  let queueMs = 0;
  let tries = 1;
  let log: string | null = null;
  const { id, key } = call;
  append(openLine(call, openedAt), { t: "open", at: openedAt, ...call });
  return {
    call,
    get ended() {
      return ended;
    },
    queued(ms) {
      queueMs += ms;
    },
    retried(by) {
      answerer = by;
      tries += 1;
    },
    logged(where) {
      log = where;
    },
    first() {
      firstMs ??= clock.now() - askedAt;
    },
    mark(completion) {
      const at = clock.now();
      if (ended || at - lastMark < markEveryMs) return;
      lastMark = at;
      append(`{"t":"mark","id":${quote(id)},"at":${at},"completion":${completion}}`, null);
    },
    end(ending) {
      if (ended) return;
      ended = true;
      const at = clock.now();
      const times = { at, queueMs, firstMs, totalMs: at - askedAt };
      const { prompt, completion } = ending;
      const seen = { t: "end" as const, id, key, at, prompt, completion, cost: costOf(answerer.price, ending) };
      append(endLine(call, answerer, ending, { stream, tries, log, ...times }), seen);
      onEnd();
    },
  };
}
