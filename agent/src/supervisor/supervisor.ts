import { SluiceError } from "../contract/error.ts";
import type { Executor } from "../executors/executor.ts";
import type { Clock } from "../lib/clock.ts";
import { createEmitter } from "../lib/emitter.ts";
import type { Logger } from "../lib/logger.ts";
import { createRunner, type Runner } from "./runner.ts";
import type { RunEvent, StartPlan, Supervisor } from "./supervisor-types.ts";

export interface SupervisorOptions {
  executor: Executor;
  clock: Clock;
  logger: Pick<Logger, "info" | "warn" | "error">;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const emitter = createEmitter<RunEvent>((error) => options.logger.error({ error }, "a listener of run events failed"));
  const runners = new Map<string, Runner>();
  let isDetached = false;

  function take(plan: StartPlan): Runner {
    if (isDetached) throw new SluiceError("busy", "The agent is stopping; nothing new is started.");
    if (runners.has(plan.runId)) throw new SluiceError("wrong-state", `Run ${plan.runId} is already supervised.`);
    const runner = createRunner(plan, {
      ...options,
      emit(event) {
        if (event.type === "run-ended") runners.delete(plan.runId);
        emitter.emit(event);
      },
    });
    runners.set(plan.runId, runner);
    return runner;
  }
  return {
    start: async (plan) => take(plan).start(),
    adopt: async (plan) => take(plan).adopt(),
    stop: async (runId, why) => runners.get(runId)?.stop(why),
    isLive: (runId) => runners.has(runId),
    on: (listener) => emitter.on(listener),
    async detach() {
      isDetached = true;
      await Promise.all([...runners.values()].map((runner) => runner.detach()));
    },
  };
}
