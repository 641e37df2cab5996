/**
 * Writes the usage files (docs/architecture.md §1). A file belongs to the gateway that made it; an open request keeps its
 * file until its end line, so a file nobody holds open is finished for good.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { SluiceError } from "../contract/error.ts";
import { costOf, type UsageLine } from "../contract/snapshot.ts";
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
  /** Waited so long for a free engine. */
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
export interface Meter {
  /** Throws `disk-full` when lines can no longer be kept: nobody is served off the books. */
  open(call: Call, stream?: boolean): Tally;
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
    open(call, stream = false) {
      if (sheet.lines.waitingBytes() > maxWaitingBytes) {
        throw new SluiceError("disk-full", "The disk of the box is full: usage can no longer be recorded.");
      }
      if (sheet.lines.bytes() > (options.rotateBytes ?? rotateBytes)) rotate();
      const mine = sheet;
      mine.open += 1;
      return createTally(call, stream, mine.lines, clock, () => {
        mine.open -= 1;
        closeIfDone(mine);
      });
    },
    close() {
      sheet.retired = true;
      closeIfDone(sheet);
    },
  };
}

function createTally(call: Call, stream: boolean, lines: LineAppender, clock: Clock, onEnd: () => void): Tally {
  const startedAt = clock.now();
  let lastMark = startedAt;
  let firstMs: number | null = null;
  let ended = false;
  let answerer: Answerer = call;
  const more = { stream, queueMs: 0, tries: 1, log: null as string | null };
  const failedOn: string[] = [];
  const write = (line: UsageLine) => lines.append(JSON.stringify(line));
  write({ t: "open", at: startedAt, ...call });
  return {
    call,
    get ended() {
      return ended;
    },
    queued(ms) {
      more.queueMs = ms;
    },
    retried(by) {
      failedOn.push(answerer.deployment);
      answerer = by;
      more.tries += 1;
    },
    logged(where) {
      more.log = where;
    },
    first() {
      firstMs ??= clock.now() - startedAt;
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
      const failed = failedOn.length > 0 ? { failedOn } : {};
      write({ t: "end", ...who, ...ending, cost: costOf(price, ending), ...more, ...failed, firstMs, totalMs: at - startedAt });
      onEnd();
    },
  };
}
