/** Where questions wait while nobody can answer, if their route says so: bounded, first come first served, left when the client goes. */
import type { RoutePolicy } from "../../contract/route.ts";
import type { Reply } from "../client.ts";
import type { Lane } from "./lanes.ts";

/** An engine, held; or why there is none. */
export type Waited = { lane: Lane } | { lane: null; why: "full" | "late" | "gone" };
export interface WaitingRoom {
  enter(route: string, queue: NonNullable<RoutePolicy["queue"]>, res: Reply, choose: () => Lane | null): Promise<Waited>;
  /** Something changed: whoever can go, goes. */
  wake(): void;
  /** How many wait now. */
  size(): number;
}

interface Waiter {
  choose(): Lane | null;
  leave(how: Waited): void;
}
/** Besides each new snapshot: an engine left alone after failures may be tried again at any moment. */
const lookEveryMs = 250;

export function createWaitingRoom(): WaitingRoom {
  const queues = new Map<string, Set<Waiter>>();
  let timer: NodeJS.Timeout | null = null;
  const wake = () => {
    for (const queue of queues.values()) {
      for (const waiter of queue) {
        const lane = waiter.choose();
        // In a queue all wish for much the same: where the first cannot go, the others cannot either, but their abilities may differ.
        if (lane) waiter.leave({ lane });
      }
    }
    if (queues.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  };
  return {
    wake,
    size: () => [...queues.values()].reduce((sum, queue) => sum + queue.size, 0),
    enter(route, { limit, waitMs }, res, choose) {
      const queue = queues.get(route) ?? new Set<Waiter>();
      if (queue.size >= limit) return Promise.resolve({ lane: null, why: "full" });
      queues.set(route, queue);
      timer ??= setInterval(wake, lookEveryMs);
      return new Promise((resolve) => {
        const onClose = () => waiter.leave({ lane: null, why: "gone" });
        const late = setTimeout(() => waiter.leave({ lane: null, why: "late" }), waitMs);
        const waiter: Waiter = {
          choose,
          leave(how) {
            clearTimeout(late);
            res.off("close", onClose);
            queue.delete(waiter);
            if (queue.size === 0 && queues.get(route) === queue) queues.delete(route);
            resolve(how);
          },
        };
        queue.add(waiter);
        res.once("close", onClose);
      });
    },
  };
}
