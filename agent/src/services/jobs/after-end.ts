/** What follows when an attempt ends: the one place that decides between done, again and over. Pure. */
import type { Cause } from "../../contract/word.ts";

export type AfterEnd =
  | { do: "succeed" }
  | { do: "cancel" }
  | { do: "pause" }
  | { do: "retry" }
  | { do: "wait-for-boot" }
  | { do: "fail"; cause: Cause };
export interface EndFacts {
  cause: Cause;
  /** A person asked to cancel. */
  cancelAsked: boolean;
  /** A person asked to pause: what interrupts it now is no failure. */
  pauseAsked: boolean;
  /** The box is being stopped: nothing new starts, the job waits for the next boot. */
  draining: boolean;
  /** Attempts in a row, up to now, that saved no further checkpoint. */
  withoutProgress: number;
}
export const maxWithoutProgress = 5;

export function afterEnd({ cause, cancelAsked, pauseAsked, draining, withoutProgress }: EndFacts): AfterEnd {
  if (cause.code === "ok") return { do: "succeed" };
  if (cancelAsked) return { do: "cancel" };
  if (!isInterruption(cause)) return { do: "fail", cause };
  if (pauseAsked) return { do: "pause" };
  if (draining) return { do: "wait-for-boot" };
  if (cause.code === "preempted") return { do: "retry" }; // as often as the box itself wants its card
  if (withoutProgress < maxWithoutProgress) return { do: "retry" };
  const message = `Interrupted ${withoutProgress} times in a row without getting further. ${cause.message}`;
  return { do: "fail", cause: { ...cause, message } };
}

/** Not the job's own fault, so it goes on by itself: a power cut, a stop of the box, a kill from outside. */
function isInterruption(cause: Cause): boolean {
  switch (cause.code) {
    case "lost":
    case "preempted":
    case "stopped":
      return true;
    case "crashed":
      return cause.signal === "SIGKILL" || cause.signal === "SIGTERM" || cause.signal === "SIGHUP";
    case "ok":
    case "out-of-memory":
    case "disk-full":
    case "port-taken":
    case "bad-config":
    case "bad-data":
    case "loss-diverged":
    case "device-lost":
    case "comm-failed":
      return false;
  }
}

/** `checkpointSteps`: the highest whole checkpoint of each attempt, first to last (null: none). */
export function countWithoutProgress(checkpointSteps: readonly (number | null)[]): number {
  let best = 0;
  let count = 0;
  for (const step of checkpointSteps) {
    if (step !== null && step > best) {
      best = step;
      count = 0;
    } else count += 1;
  }
  return count;
}
