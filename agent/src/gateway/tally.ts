/** The bill of one request, from its open line to its end line. */
import { costOf } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import type { LineAppender } from "../lib/line-appender.ts";
import { joinPieces } from "./latin1.ts";
import type { LineSeen } from "./meter.ts";
import { type Answerer, type Call, type Ending, endLine, openLine, quote, whoOf } from "./meter-lines.ts";
import type { Press } from "./press.ts";

/** After `end` nothing more is written for it. */
export interface Tally {
  readonly call: Call;
  readonly ended: boolean;
  /** Waited so long for an engine. */
  queued(ms: number): void;
  /** Asked another one: failed before the first byte. */
  retried(by: Answerer): void;
  /** Where request and answer will lie. */
  logged(where: string): void;
  /** So many have come; about once a second that is written down. */
  token(completion: number): void;
  end(ending: Ending): void;
  /** Calls back, in this turn of the event loop, once all lines so far are in the file. */
  written(then: () => void): void;
}

export interface Opening<Sheet> {
  call: Call;
  stream: boolean;
  askedAt: number;
  sheet: Sheet;
  clock: Clock;
  press: Press;
  onLine?: ((file: string, line: LineSeen, end: number) => void) | undefined;
  /** It needs its file no longer. */
  leave(sheet: Sheet): void;
}

/** A stream that is cut by a kill is charged up to its last mark: at most a second of it is lost, however late a frame comes. */
const markEveryMs = 900;

/** A class: there is one for every request, and nine closures for each would cost more than its lines. */
export class OpenTally<Sheet extends { name: string; lines: LineAppender }> implements Tally {
  readonly call: Call;
  ended = false;
  private readonly opening: Opening<Sheet>;
  private lastMark: number;
  private firstMs: number | null = null;
  private answerer: Answerer;
  private who: string;
  private queueMs = 0;
  private tries = 1;
  private log: string | null = null;
  private failedOn: string[] = [];

  constructor(opening: Opening<Sheet>) {
    const { call, clock } = opening;
    this.call = call;
    this.answerer = call;
    this.opening = opening;
    this.lastMark = clock.now();
    this.who = whoOf(call, call);
    joinPieces(this.who);
    const { id, key, reserve, prompt, price } = call;
    this.write(openLine(this.who, call, this.lastMark), { t: "open", at: this.lastMark, id, key, reserve, prompt, price });
  }

  queued(ms: number): void {
    this.queueMs += ms;
  }
  retried(by: Answerer): void {
    this.failedOn.push(this.answerer.deployment);
    this.answerer = by;
    this.who = whoOf(this.call, by);
    this.tries += 1;
  }
  logged(where: string): void {
    this.log = where;
  }
  token(completion: number): void {
    const at = this.opening.clock.now();
    this.firstMs ??= at - this.opening.askedAt;
    if (this.ended || at - this.lastMark < markEveryMs) return;
    this.lastMark = at;
    this.write(`{"t":"mark","id":${quote(this.call.id)},"at":${at},"completion":${completion}}`, null);
  }
  end(ending: Ending): void {
    if (this.ended) return;
    this.ended = true;
    const { stream, askedAt, clock, sheet, leave } = this.opening;
    const { call, answerer, queueMs, firstMs, tries, log, failedOn } = this;
    const at = clock.now();
    const { prompt, completion } = ending;
    const cost = costOf(answerer.price, ending);
    const course = { at, stream, queueMs, firstMs, totalMs: at - askedAt, tries, log, failedOn };
    this.write(endLine(this.who, ending, cost, course), { t: "end", id: call.id, key: call.key, at, prompt, completion, cost });
    leave(sheet);
  }
  written(then: () => void): void {
    this.opening.press.after(then);
  }

  private write(line: string, seen: LineSeen | null): void {
    const { press, sheet, onLine } = this.opening;
    press.put(sheet.lines, line);
    if (seen && onLine) onLine(sheet.name, seen, sheet.lines.bytes());
  }
}
