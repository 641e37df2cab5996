/** What is known about one run while it is supervised, and the one place where it ends. */
import type { Handle } from "../contract/run.ts";
import type { Cause } from "../contract/word.ts";
import type { Executor } from "../executors/executor.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createFollower, type Follower } from "./follow.ts";
import { isEnded, next, type RunInput, type RunState } from "./state.ts";
import type { RunEvent, StartPlan } from "./supervisor-types.ts";
import type { FailedEvent, Verdict } from "./verdict.ts";

export interface RunnerOptions {
  executor: Executor;
  clock: Clock;
  logger: Pick<Logger, "info" | "warn" | "error">;
  emit: (event: RunEvent) => void;
}
export interface Life {
  readonly plan: StartPlan;
  readonly dir: string;
  readonly options: RunnerOptions;
  readonly follower: Follower;
  /** The agent goes; the run stays. */
  readonly detached: AbortController;
  /** Settles when the run has ended or was let go. */
  readonly done: Promise<void>;
  readonly settle: () => void;
  state: RunState;
  handle: Handle | null;
  /** The glue's own last word. */
  failed: FailedEvent | null;
  /** True while what happened before this agent came is read again. */
  isReplaying: boolean;
}

export function createLife(plan: StartPlan, options: RunnerOptions): Life {
  const { promise: done, resolve: settle } = Promise.withResolvers<void>();
  const { runId, engine, seat } = plan;
  const follower = createFollower({
    dir: seat.runDir,
    clock: options.clock,
    readLog: (line) => engine.read(line),
    onEvent(event) {
      if (event.type === "failed") life.failed = event;
      options.emit({ type: "run-logged", runId, event, replayed: life.isReplaying });
    },
    onBadLine: (line) => options.logger.warn({ runId, line: line.slice(0, 200) }, "a line of events.jsonl is not an event"),
  });
  const life: Life = {
    ...{ plan, options, follower, done, settle },
    dir: seat.runDir,
    detached: new AbortController(),
    state: { phase: "starting" },
    handle: null,
    failed: null,
    isReplaying: false,
  };
  return life;
}

export function apply(life: Life, input: RunInput): RunState {
  life.state = next(life.state, input);
  return life.state;
}

/** What happened before this agent came is told again, and marked so. */
export function replay(life: Life, read: () => void): void {
  life.isReplaying = true;
  try {
    read();
  } finally {
    life.isReplaying = false;
  }
}

/** Said once: a run that has ended has ended. */
export function end(life: Life, verdict: Verdict): void {
  if (isEnded(life.state)) return;
  const state = apply(life, { type: "ended", cause: verdict.cause });
  const cause = isEnded(state) ? state.cause : verdict.cause;
  const { lastLines, result } = verdict;
  life.options.emit({ type: "run-ended", runId: life.plan.runId, at: life.options.clock.now(), cause, lastLines, result });
  life.settle();
}

export function endWith(life: Life, code: Cause["code"], message: string): void {
  end(life, { cause: { code, message, line: null, exitCode: null, signal: null }, lastLines: [], result: null });
}
