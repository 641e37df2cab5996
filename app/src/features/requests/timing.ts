/** A request's time in three parts: waited, until the first token, from there to the end. Pure. */
import type { RequestLine } from "@sluice/agent/contract";

export interface TimePart {
  id: "queue" | "first" | "rest";
  ms: number;
  /** 0..1 of the whole. */
  share: number;
}

/** `firstMs` and `totalMs` count from the asking, so the wait is in them. */
export function timingOf({ queueMs, firstMs, totalMs }: Pick<RequestLine, "queueMs" | "firstMs" | "totalMs">): TimePart[] {
  const total = Math.max(totalMs, firstMs ?? 0, queueMs);
  const first = firstMs === null ? total : Math.max(firstMs, queueMs);
  const parts = [
    { id: "queue", ms: queueMs },
    { id: "first", ms: first - queueMs },
    { id: "rest", ms: total - first },
  ] as const;
  return parts
    .filter((part) => part.ms > 0 && (part.id !== "first" || firstMs !== null || total > queueMs))
    .map((part) => ({ ...part, share: total > 0 ? part.ms / total : 0 }));
}

/** Tokens a second from the first to the last; null where there was no stream to measure. */
export function speedOf(line: Pick<RequestLine, "completionTokens" | "firstMs" | "totalMs" | "stream">): number | null {
  const { completionTokens, firstMs, totalMs, stream } = line;
  if (!stream || firstMs === null || completionTokens < 2 || totalMs <= firstMs) return null;
  return (completionTokens - 1) / ((totalMs - firstMs) / 1000);
}
