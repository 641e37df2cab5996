import type { Server as HttpServer } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../lib/clock.ts";
import type { Reply } from "./client.ts";

/** Knows what is under way, so that a stop can wait for answers and uploads, and not for the console's endless event stream. */
export interface Traffic {
  /** An answer has begun to be made. */
  enter(url: string | undefined, res: Reply): void;
  /** Stops accepting, lets answers end for up to `limitMs`, then cuts what is left. */
  drain(doors: readonly Closable[], limitMs: number, clock: Clock): Promise<{ cut: number }>;
}

export type Closable = Pick<HttpServer, "closeIdleConnections" | "closeAllConnections"> & { close(): unknown };

export function createTraffic(): Traffic {
  const answers = new Set<Reply>();
  const endless = new Set<Reply>();
  /** One function for all: a closure for each request would cost. */
  function leave(this: Reply): void {
    if (!answers.delete(this)) endless.delete(this);
  }
  return {
    enter(url, res) {
      const mine = url?.startsWith("/api/events") ? endless : answers;
      mine.add(res);
      res.on("close", leave);
    },
    async drain(doors, limitMs, clock) {
      // Right after the poll phase the queue of new connections is empty; what still stands in it at close is reset by the kernel.
      await setImmediate();
      for (const door of doors) door.close();
      for (const res of endless) res.destroy();
      const until = clock.now() + limitMs;
      while (answers.size > 0 && clock.now() < until) {
        // A connection kept alive after its last answer would bring the next question to a gateway that is leaving.
        for (const door of doors) door.closeIdleConnections();
        await clock.sleep(25);
      }
      const cut = answers.size;
      for (const res of answers) res.destroy();
      for (const door of doors) door.closeAllConnections();
      return { cut };
    },
  };
}
