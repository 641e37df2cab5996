/** One run: start or adopt it, stop it, let go of it. One serial queue, so that no two of these ever interleave. */
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { createSerial } from "../lib/serial.ts";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";
import { adoptRun } from "./adopt.ts";
import { apply, createLife, endWith, type Life, type RunnerOptions } from "./life.ts";
import { writeRunNote } from "./run-note.ts";
import { isEnded, type StopReason } from "./state.ts";
import { readStopNote, writeStopNote } from "./stop-note.ts";
import type { StartPlan } from "./supervisor-types.ts";
import { watchRun } from "./watch-run.ts";

export interface Runner {
  start(): Promise<void>;
  adopt(): Promise<void>;
  /** Resolves when nothing of the run lives. */
  stop(why: StopReason): Promise<void>;
  /** Lets go of the run without touching it. */
  detach(): Promise<void>;
}

export function createRunner(plan: StartPlan, options: RunnerOptions): Runner {
  const life = createLife(plan, options);
  const serial = createSerial();
  let watching: Promise<void> | undefined;
  return {
    start: () =>
      serial(async () => {
        if (await startRun(life)) watching = watchRun(life, life.handle!, false);
      }),
    adopt: () =>
      serial(async () => {
        try {
          [watching] = await adoptRun(life);
        } catch (error) {
          options.logger.error({ runId: plan.runId, err: error }, "a run could not be adopted");
          return endWith(life, "lost", "The box could not look at this run again; see the agent's log.");
        }
        const why = readStopNote(life.dir);
        if (!why || isEnded(life.state)) return;
        stopRun(life, why).catch((error: unknown) => options.logger.error({ runId: plan.runId, err: error }, "a stop failed"));
      }),
    async stop(why) {
      const stopping = await serial(async () => [stopRun(life, why)]); // asked in turn, waited for outside of the queue
      await Promise.all([...stopping, life.done]);
    },
    async detach() {
      life.detached.abort();
      await watching;
      life.settle();
    },
  };
}

/** False: it could not be started, and has ended with the reason. */
async function startRun(life: Life): Promise<boolean> {
  const { plan, dir, options } = life;
  const { runId, engine, seat } = plan;
  try {
    mkdirSync(dir, { recursive: true });
    if (seat.socket) rmSync(seat.socket, { force: true }); // a stale one makes some engines die with "address in use"
    const { spec, argv, env, cwd } = engine.command(plan.spec, seat, plan.model);
    writeFileAtomic(path.join(dir, "spec.json"), JSON.stringify(spec, null, 2));
    writeRunNote(dir, plan);
    life.handle = await options.executor.start(runId, { argv, env: { ...env, ...plan.cardEnv }, cwd }, dir);
    return true;
  } catch (error) {
    options.logger.error({ runId, err: error }, "a run could not be started");
    const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
    endWith(
      life,
      isFull ? "disk-full" : "crashed",
      `It could not be started: ${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  }
}

async function stopRun(life: Life, why: StopReason): Promise<void> {
  if (isEnded(life.state) || !life.handle) return;
  const isFirst = life.state.phase !== "stopping";
  apply(life, { type: "stop-asked", why });
  if (isFirst) {
    noteStop(life, why);
    life.options.emit({ type: "run-stopping", runId: life.plan.runId });
  }
  await life.options.executor.stop(life.handle, life.dir, life.plan.engine.graceMs);
}

/** A full disk must not keep a run from being stopped: the note only matters to an agent that comes after this one. */
function noteStop(life: Life, why: StopReason): void {
  try {
    writeStopNote(life.dir, why);
  } catch (error) {
    life.options.logger.warn({ runId: life.plan.runId, err: error }, "that a stop was asked for could not be written down");
  }
}
