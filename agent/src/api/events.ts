/** GET /api/events: the box's news as server-sent events, resumed by Last-Event-ID. */
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { sseHeartbeat, sseText } from "../lib/sse.ts";
import type { BoxEvents, NumberedEvent } from "../services/events.ts";
import { type ApiEnv, needs } from "./access.ts";

const heartbeatMs = 15_000;
const mostWaiting = 1000;

export function eventRoutes(events: BoxEvents, closing: AbortSignal) {
  return new Hono<ApiEnv>().get("/events", needs("read"), (c) =>
    streamSSE(c, async (stream) => {
      const lastId = c.req.header("last-event-id");
      const waiting: NumberedEvent[] = lastId ? (events.since(lastId) ?? everythingChanged(lastId)) : [];
      let wake = () => {};
      const stop = () => stream.abort();
      const off = events.on((event) => {
        waiting.push(event);
        if (waiting.length > mostWaiting) stop(); // a reader that does not read comes back and reads everything again
        wake();
      });
      closing.addEventListener("abort", stop);
      stream.onAbort(() => wake());
      try {
        await stream.write(sseHeartbeat);
        while (!stream.aborted && !closing.aborted) {
          for (const { id, event } of waiting.splice(0)) await stream.write(sseText({ id, data: event }));
          if (waiting.length > 0) continue;
          const quiet = await new Promise<boolean>((resolve) => {
            const timer = setTimeout(() => resolve(true), heartbeatMs);
            wake = () => {
              clearTimeout(timer);
              resolve(false);
            };
          });
          if (quiet && !stream.aborted) await stream.write(sseHeartbeat);
        }
      } finally {
        off();
        closing.removeEventListener("abort", stop);
      }
    }),
  );
}

/** After a gap (agent restarted, or too long away) every noun is called changed, so the console reads all of them again. */
function everythingChanged(lastId: string): NumberedEvent[] {
  const nouns = ["job", "deployment", "model", "dataset", "import", "key", "route", "pack"] as const;
  const named = nouns.map((noun) => ({ id: lastId, event: { type: `${noun}-changed` as const, id: "" } }));
  return [...named, { id: lastId, event: { type: "ledger-changed" } }, { id: lastId, event: { type: "settings-changed" } }];
}
