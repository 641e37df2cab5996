import type { Server as HttpServer, RequestListener, ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../lib/clock.ts";

/** Knows what is under way, so that a stop can wait for answers and uploads, and not for the console's endless event stream. */
export interface Traffic {
  watch(listener: RequestListener): RequestListener;
  /** Stops accepting, lets answers end for up to `limitMs`, then cuts what is left. */
  drain(servers: readonly HttpServer[], limitMs: number, clock: Clock): Promise<{ cut: number }>;
}

export function createTraffic(): Traffic {
  const answers = new Set<ServerResponse>();
  const endless = new Set<ServerResponse>();
  /** One function for all: a closure for each request would cost. */
  function leave(this: ServerResponse): void {
    if (!answers.delete(this)) endless.delete(this);
  }
  return {
    watch: (listener) => (req, res) => {
      const mine = req.url?.startsWith("/api/events") ? endless : answers;
      mine.add(res);
      res.on("close", leave);
      listener(req, res);
    },
    async drain(servers, limitMs, clock) {
      // Right after the poll phase the queue of new connections is empty; what still stands in it at close is reset by the kernel.
      await setImmediate();
      for (const server of servers) server.close();
      for (const res of endless) res.destroy();
      const until = clock.now() + limitMs;
      while (answers.size > 0 && clock.now() < until) {
        // A connection kept alive after its last answer would bring the next question to a gateway that is leaving.
        for (const server of servers) server.closeIdleConnections();
        await clock.sleep(25);
      }
      const cut = answers.size;
      for (const res of answers) res.destroy();
      for (const server of servers) server.closeAllConnections();
      return { cut };
    },
  };
}
