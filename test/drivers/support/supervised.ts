import type { Engine, ModelFacts, Seat } from "../../../agent/src/engines/engine.ts";
import { createLocal } from "../../../agent/src/executors/index.ts";
import { systemClock } from "../../../agent/src/lib/clock.ts";
import { createLogger } from "../../../agent/src/lib/logger.ts";
import { createSupervisor } from "../../../agent/src/supervisor/supervisor.ts";
import type { RunEvent } from "../../../agent/src/supervisor/supervisor-types.ts";
import { until } from "./processes.ts";

/** One run under a real supervisor on the local executor, with what it said. */
export async function startUnderSupervisor(engine: Engine, spec: unknown, seat: Seat, model: ModelFacts) {
  const supervisor = createSupervisor({ executor: createLocal(), clock: systemClock, logger: createLogger("test", "error") });
  const events: RunEvent[] = [];
  supervisor.on((event) => events.push(event));
  const { runId } = seat;
  await supervisor.start({ runId, engine, spec: engine.spec.parse(spec), model, seat, cardEnv: {}, upstreamModel: "model" });
  const ended = () => events.find((event) => event.type === "run-ended");
  return {
    events,
    /** Fails at once, with the cause, when the run ends before. */
    until: (type: RunEvent["type"]) =>
      until(
        type,
        () => {
          const end = ended();
          const found = events.find((event) => event.type === type);
          if (end && !found) throw new Error(`it ended before ${type}: ${JSON.stringify(end)}`);
          return found;
        },
        120_000,
      ),
    ended: () => until("the end", ended, 280_000),
    stop: () => supervisor.stop(runId, "stopped"),
  };
}
