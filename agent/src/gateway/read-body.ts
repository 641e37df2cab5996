import type { IncomingMessage } from "node:http";

export type BodyRead = { ok: true; bytes: Buffer } | { ok: false; why: "too-large" | "too-slow" | "gone" };

/** How long the rest of a body that is too large is thrown away: a client that is cut while it writes never sees our answer. */
const discardMs = 10_000;

/** The whole body in memory, up to a limit and a deadline. Never rejects. */
export function readBody(req: IncomingMessage, limit: { bytes: number; ms: number }): Promise<BodyRead> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    let isTooLarge = false;
    const finish = (read: BodyRead) => {
      if (!deadlines.delete(pending)) return;
      req.off("data", take);
      resolve(isTooLarge ? { ok: false, why: "too-large" } : read);
    };
    const pending: Pending = { at: Date.now() + limit.ms, onLate: () => finish({ ok: false, why: "too-slow" }) };
    const refuse = () => {
      isTooLarge = true;
      parts.length = 0;
      pending.at = Date.now() + discardMs;
    };
    const take = (part: Buffer) => {
      if (isTooLarge) return;
      size += part.length;
      if (size > limit.bytes) refuse();
      else parts.push(part);
    };
    watch(pending);
    if (Number(req.headers["content-length"] ?? 0) > limit.bytes) refuse();
    req.on("data", take);
    req.on("end", () => finish({ ok: true, bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) }));
    req.on("close", () => finish({ ok: false, why: "gone" }));
  });
}

interface Pending {
  at: number;
  onLate(): void;
}
/** Bodies under way. One look a second for all of them: a timer for each costs more than reading a small body. */
const deadlines = new Set<Pending>();
let timer: NodeJS.Timeout | null = null;

function watch(pending: Pending): void {
  deadlines.add(pending);
  timer ??= setInterval(() => {
    for (const one of deadlines) if (one.at <= Date.now()) one.onLate();
    if (deadlines.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  }, 1000);
}
