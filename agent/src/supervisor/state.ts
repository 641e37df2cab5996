/**
 * The life of a run as the supervisor sees it. Who waits is not here yet: that is the scheduler's.
 *
 *              started            ready (serve engines)
 *   starting ──────────▶ running ───────────▶ ready
 *      │                    │                   │
 *      │ stop-asked         │ stop-asked        │ stop-asked
 *      ▼                    ▼                   ▼
 *   stopping ◀──────────────┴───────────────────┘
 *      │
 *      └── ended (from every phase) ──▶ ended        terminal: nothing overwrites it
 */
import type { Cause } from "../contract/word.ts";

export type StopReason = "stopped" | "preempted";
export type RunState =
  | { phase: "starting" }
  | { phase: "running"; startedAt: number }
  | { phase: "ready"; startedAt: number; readyAt: number }
  | { phase: "stopping"; why: StopReason }
  | { phase: "ended"; cause: Cause };

export type RunInput =
  | { type: "started"; at: number }
  | { type: "ready"; at: number }
  | { type: "stop-asked"; why: StopReason }
  | { type: "ended"; cause: Cause };

export const isEnded = (state: RunState): state is Extract<RunState, { phase: "ended" }> => state.phase === "ended";

/** Pure. An input that makes no sense in a phase leaves it as it is: late news is no error. */
export function next(state: RunState, input: RunInput): RunState {
  if (isEnded(state)) return state;
  switch (input.type) {
    case "started":
      return state.phase === "starting" ? { phase: "running", startedAt: input.at } : state;
    case "ready":
      return state.phase === "running" ? { phase: "ready", startedAt: state.startedAt, readyAt: input.at } : state;
    case "stop-asked":
      return state.phase === "stopping" ? state : { phase: "stopping", why: input.why };
    case "ended":
      return { phase: "ended", cause: causeFrom(state, input.cause) };
  }
}

/** A run that was pre-empted says so; one that had come to its own end before the ask keeps its own verdict. */
function causeFrom(state: RunState, cause: Cause): Cause {
  const isPreempted = state.phase === "stopping" && state.why === "preempted" && cause.code === "stopped";
  return isPreempted ? { ...cause, code: "preempted", message: "It was stopped to make room and goes on later." } : cause;
}
