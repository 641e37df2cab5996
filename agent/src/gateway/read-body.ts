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
    let timer = setTimeout(() => finish({ ok: false, why: "too-slow" }), limit.ms);
    const finish = (read: BodyRead) => {
      clearTimeout(timer);
      req.off("data", take);
      resolve(isTooLarge ? { ok: false, why: "too-large" } : read);
    };
    const refuse = () => {
      isTooLarge = true;
      parts.length = 0;
      clearTimeout(timer);
      timer = setTimeout(() => finish({ ok: false, why: "too-large" }), discardMs);
    };
    const take = (part: Buffer) => {
      if (isTooLarge) return;
      size += part.length;
      if (size > limit.bytes) refuse();
      else parts.push(part);
    };
    if (Number(req.headers["content-length"] ?? 0) > limit.bytes) refuse();
    req.on("data", take);
    req.once("end", () => finish({ ok: true, bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) }));
    req.once("close", () => finish({ ok: false, why: "gone" }));
    req.once("error", () => finish({ ok: false, why: "gone" }));
  });
}
