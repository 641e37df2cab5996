import type { IncomingMessage } from "node:http";

export type BodyRead = { ok: true; bytes: Buffer } | { ok: false; why: "too-large" | "too-slow" | "gone" };

/** How long the rest of a body that is too large is thrown away: a client that is cut while it writes never sees our answer. */
const discardMs = 10_000;

/** The whole body in memory, up to a limit and a deadline. Calls back exactly once. */
export function readBody(req: IncomingMessage, limit: { bytes: number; ms: number }, done: (read: BodyRead) => void): void {
  const reading = new Reading(limit.bytes, Date.now() + limit.ms, done);
  watch(reading);
  if (Number(req.headers["content-length"] ?? 0) > limit.bytes) reading.refuse();
  req.on("data", (part: Buffer) => reading.take(part));
  req.on("end", () => reading.finish({ ok: true, bytes: reading.bytes() }));
  req.on("close", () => reading.finish({ ok: false, why: "gone" }));
}

class Reading {
  /** When it must be there; epoch ms. */
  deadline: number;
  private readonly most: number;
  private readonly done: (read: BodyRead) => void;
  private first: Buffer | null = null;
  private more: Buffer[] | null = null;
  private size = 0;
  private isTooLarge = false;

  constructor(most: number, deadline: number, done: (read: BodyRead) => void) {
    this.most = most;
    this.deadline = deadline;
    this.done = done;
  }

  take(part: Buffer): void {
    if (this.isTooLarge) return;
    this.size += part.length;
    if (this.size > this.most) this.refuse();
    else if (this.first === null) this.first = part;
    else if (this.more === null) this.more = [this.first, part];
    else this.more.push(part);
  }

  /** Most bodies come in one piece. */
  bytes(): Buffer {
    if (this.more) return Buffer.concat(this.more, this.size);
    return this.first ?? Buffer.alloc(0);
  }

  refuse(): void {
    this.isTooLarge = true;
    this.first = this.more = null;
    this.deadline = Date.now() + discardMs;
  }

  finish(read: BodyRead): void {
    if (!underWay.delete(this)) return;
    this.first = this.more = null;
    this.done(this.isTooLarge ? { ok: false, why: "too-large" } : read);
  }
}

/** One look a second for all of them: a timer for each costs more than reading a small body. */
const underWay = new Set<Reading>();
let timer: NodeJS.Timeout | null = null;

function watch(reading: Reading): void {
  underWay.add(reading);
  timer ??= setInterval(() => {
    for (const one of underWay) if (one.deadline <= Date.now()) one.finish({ ok: false, why: "too-slow" });
    if (underWay.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  }, 1000);
}
