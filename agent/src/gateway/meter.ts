/**
 * Writes the usage files (docs/architecture.md §1). A file belongs to the gateway that made it; an open request keeps its
 * file until its end line, so a file nobody holds open is finished for good. The lines of one turn of the event loop go out by one
 * write; whoever must not go on before (upstream, or with the client's last byte) waits for it with `written`.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { SluiceError } from "../contract/error.ts";
import type { UsageEvent, UsageLine } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import { createLineAppender, type LineAppender } from "../lib/line-appender.ts";
import type { Call } from "./meter-lines.ts";
import { createPress } from "./press.ts";
import { OpenTally, type Tally } from "./tally.ts";

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
  /**
   * `askedAt`: when the question was there; it may have waited for an engine since. Throws `disk-full` when lines can no longer be
   * kept: nobody is served off the books.
   */
  open(call: Call, stream?: boolean, askedAt?: number): Tally;
  /** What the gateway decided by itself. */
  tell(event: Omit<UsageEvent, "t" | "id" | "at">): LinePlace;
  /** Whether it made the file of this name. */
  isMine(name: string): boolean;
  close(): void;
}

const rotateBytes = 64 * 1024 * 1024;
const maxWaitingBytes = 4 * 1024 * 1024;

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
  const { clock, onLine } = options;
  const stem = `${clock.now()}-${options.pid}`;
  let count = 0;
  let events = 0;
  const newSheet = (): Sheet => {
    const name = count === 0 ? `${stem}.jsonl` : `${stem}-${count}.jsonl`;
    count += 1;
    return { name, lines: createLineAppender(path.join(options.dir, name)), open: 0, retired: false };
  };
  let sheet = newSheet();
  const press = createPress();
  const closeIfDone = (one: Sheet) => {
    if (one.retired && one.open === 0) one.lines.close();
  };
  const rotate = () => {
    const old = sheet;
    sheet = newSheet();
    old.retired = true;
    closeIfDone(old);
  };
  const leave = (one: Sheet) => {
    one.open -= 1;
    closeIfDone(one);
  };
  return {
    open(call, stream = false, askedAt = clock.now()) {
      if (sheet.lines.waitingBytes() > maxWaitingBytes) {
        throw new SluiceError("disk-full", "The disk of the box is full: usage can no longer be recorded.");
      }
      if (sheet.lines.bytes() > (options.rotateBytes ?? rotateBytes)) rotate();
      sheet.open += 1;
      return new OpenTally({ call, stream, askedAt, sheet, clock, press, onLine, leave });
    },
    tell(event) {
      events += 1;
      const line: UsageLine = { t: "event", id: `${stem}-e${events}`, at: clock.now(), ...event };
      press.put(sheet.lines, JSON.stringify(line));
      return { file: sheet.name, end: sheet.lines.bytes() };
    },
    isMine: (name) => name === `${stem}.jsonl` || name.startsWith(`${stem}-`),
    close() {
      press.run();
      sheet.retired = true;
      closeIfDone(sheet);
    },
  };
}
