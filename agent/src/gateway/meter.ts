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

type Line<T extends UsageLine["t"]> = Extract<UsageLine, { t: T }>;
export type Call = Omit<Line<"open">, "t" | "at">;
export type Ending = Pick<Line<"end">, "status" | "prompt" | "completion" | "cached" | "estimated" | "cut">;
/** Who answered, when it was not who was asked first. */
export type Answerer = Pick<Call, "model" | "deployment" | "price">;

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
  close(): void;
}

const rotateBytes = 64 * 1024 * 1024;
const maxWaitingBytes = 4 * 1024 * 1024;
const markEveryMs = 1000;

interface Sheet {
  lines: LineAppender;
  open: number;
  retired: boolean;
}

export function createMeter(options: { dir: string; pid: number; clock: Clock; rotateBytes?: number }): Meter {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const { clock } = options;
  const stem = `${clock.now()}-${options.pid}`;
  let count = 0;
  let events = 0;
  const newSheet = (): Sheet => {
    const name = count === 0 ? `${stem}.jsonl` : `${stem}-${count}.jsonl`;
    count += 1;
    return { lines: createLineAppender(path.join(options.dir, name)), open: 0, retired: false };
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
      return createTally({ call, stream, askedAt, lines: mine.lines, clock }, () => {
        mine.open -= 1;
        closeIfDone(mine);
      });
    },
    tell(event) {
      events += 1;
      const line: UsageLine = { t: "event", id: `${stem}-e${events}`, at: clock.now(), ...event };
      sheet.lines.append(JSON.stringify(line));
      return { file: path.basename(sheet.lines.file), end: sheet.lines.bytes() };
    },
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
  lines: LineAppender;
  clock: Clock;
}

function createTally({ call, stream, askedAt, lines, clock }: Opening, onEnd: () => void): Tally {
  const openedAt = clock.now();
  let lastMark = openedAt;
  let firstMs: number | null = null;
  let ended = false;
  let answerer: Answerer = call;
  let queueMs = 0;
  const more = { stream, tries: 1, log: null as string | null };
  const write = (line: UsageLine) => lines.append(JSON.stringify(line));
  write({ t: "open", at: openedAt, ...call });
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
      more.tries += 1;
    },
    logged(where) {
      more.log = where;
    },
    first() {
      firstMs ??= clock.now() - askedAt;
    },
    mark(completion) {
      const at = clock.now();
      if (ended || at - lastMark < markEveryMs) return;
      lastMark = at;
      write({ t: "mark", id: call.id, at, completion });
    },
    end(ending) {
      if (ended) return;
      ended = true;
      const at = clock.now();
      const { id, key, project, route, path: asked } = call;
      const { model, deployment, price } = answerer;
      const who = { id, at, key, project, route, model, deployment, path: asked };
      const times = { queueMs, firstMs, totalMs: at - askedAt };
      write({ t: "end", ...who, ...ending, cost: costOf(price, ending), ...more, ...times });
      onEnd();
    },
  };
}
