import type { IncomingMessage } from "node:http";

export type BodyRead = { ok: true; bytes: Buffer } | { ok: false; why: "too-large" | "too-slow" | "gone" };

/** The whole body in memory, up to a limit and a deadline. Never rejects. */
export function readBody(req: IncomingMessage, limit: { bytes: number; ms: number }): Promise<BodyRead> {
  const announced = Number(req.headers["content-length"] ?? 0);
  if (announced > limit.bytes) return Promise.resolve({ ok: false, why: "too-large" });
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => finish({ ok: false, why: "too-slow" }), limit.ms);
    const finish = (read: BodyRead) => {
      clearTimeout(timer);
      req.off("data", take);
      resolve(read);
    };
    const take = (part: Buffer) => {
      size += part.length;
      if (size > limit.bytes) finish({ ok: false, why: "too-large" });
      else parts.push(part);
    };
    req.on("data", take);
    req.once("end", () => finish({ ok: true, bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts, size) }));
    req.once("close", () => finish({ ok: false, why: "gone" }));
    req.once("error", () => finish({ ok: false, why: "gone" }));
  });
}
