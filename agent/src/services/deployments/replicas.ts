/** Keeps what is wanted running: starts, follows, restarts after a crash with growing waits, and asks a person when that does not help. */
import type { DeploymentState } from "../../contract/deployment.ts";
import type { Cause } from "../../contract/word.ts";
import type { Engine } from "../../engines/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { createSerial } from "../../lib/serial.ts";
import type { DeploymentPatch, DeploymentRecord, DeploymentStore } from "../../store/box/deployments.ts";
import type { ModelStore } from "../../store/box/models.ts";
import type { nextRestart, RestartPolicy } from "../../supervisor/restart.ts";
import type { BoxEvents } from "../events.ts";
import { factsOf } from "../models/models.ts";
import type { OwnedEvent, RunOwner, Runs } from "../runs.ts";

export interface ReplicasOptions {
  store: DeploymentStore;
  models: ModelStore;
  runs: Runs;
  events: BoxEvents;
  engineOf: (id: string) => Engine | null;
  isInstalled: (pack: string) => boolean;
  dirOfModel: (dir: string) => string;
  /** supervisor/restart.ts, a pure function, handed in so that services need not know the supervisor's room. */
  nextRestart: typeof nextRestart;
  policy: () => Promise<RestartPolicy>;
  isDraining: () => boolean;
  /** Deletes run folders nobody will read again. */
  tidy: (deploymentId: string) => Promise<void>;
  clock: Clock;
  logger: Logger;
}
export type Replicas = ReturnType<typeof createReplicas>;
type Ended = Extract<OwnedEvent, { type: "run-ended" }>;

export function createReplicas(options: ReplicasOptions) {
  const { store, runs, events, clock, logger } = options;
  const restarts = new Map<string, number[]>();
  const timers = new Map<string, { at: number; abort: AbortController }>();
  /** Two clicks on start must not make two replicas. */
  const oneByOne = createSerial();
  let isBooting = true;

  async function update(id: string, patch: DeploymentPatch): Promise<void> {
    await store.update(id, patch);
    events.emit({ type: "deployment-changed", id });
  }
  const causeOf = (code: Cause["code"], message: string): Cause => ({ code, message, line: null, exitCode: null, signal: null });
  const needAttention = (id: string, cause: Cause, lastLines: string[] = []) =>
    update(id, { state: "needs-attention", cause, lastLines, readySince: null, runId: null });

  /** Starts a replica unless one is there or on its way. Throws `does-not-fit`. */
  const ensure = (id: string): Promise<void> => oneByOne(() => ensureOne(id));
  async function ensureOne(id: string): Promise<void> {
    await runs.settled(); // a replica whose end is still being written looks alive, and would be waited for in vain
    forgetTimer(id);
    const deployment = await store.get(id);
    if (deployment?.wanted === "stopped" && deployment.state === "restarting") return update(id, { state: "stopped" });
    if (deployment?.wanted !== "running" || options.isDraining()) return;
    if (runs.live().some((run) => run.ownerId === id)) return;
    const engine = options.engineOf(deployment.engineId);
    const model = await options.models.get(deployment.modelId);
    if (!engine || !model)
      return needAttention(id, causeOf("bad-config", `Its ${engine ? "model" : "engine"} is not there any more.`));
    if (engine.pack && !options.isInstalled(engine.pack)) {
      return needAttention(id, causeOf("bad-config", `The engine pack "${engine.pack}" is not installed.`));
    }
    await startReplica(deployment, engine, factsOf(model, options.dirOfModel(model.dir)));
  }
  async function startReplica(deployment: DeploymentRecord, engine: Engine, model: ReturnType<typeof factsOf>): Promise<void> {
    const { id, name } = deployment;
    try {
      const spec = engine.spec.parse({ ...deployment.settings, alias: name });
      const attempt = (await runs.ofOwner(id)).length + 1;
      const what = { kind: "replica" as const, ownerId: id, label: name, engineId: engine.id, upstreamModel: name };
      await options.tidy(id).catch((error: unknown) => logger.warn({ deployment: id, err: error }, "old runs not deleted"));
      await runs.start({ ...what, spec, model, need: engine.need(spec, model), attempt, owner: deployment }, (runId) =>
        update(id, { runId, state: "waiting", readySeconds: null, readySince: null }),
      );
    } catch (error) {
      // Nothing is wrong with it when the box is being stopped: it comes back at the next boot.
      if (options.isDraining()) return update(id, { state: "stopped", runId: null, readySince: null });
      await needAttention(id, causeOf("bad-config", error instanceof Error ? error.message : String(error)));
      throw error;
    }
  }
  /** In turn with ensure(): a replica on its way up must be seen by the one that stops it. */
  const halt = (id: string): Promise<void> =>
    oneByOne(async () => {
      forgetTimer(id);
      const runId = (await store.get(id))?.runId;
      if (!runId || !runs.isLive(runId)) return update(id, { state: "stopped", runId: null, readySince: null });
      await update(id, { state: "stopping", readySince: null });
      runs.stopSoon(runId);
    });

  async function follow(id: string, event: OwnedEvent): Promise<void> {
    const deployment = await store.get(id);
    if (!deployment || deployment.runId !== event.runId) {
      if (event.type === "run-started") runs.stopSoon(event.runId); // nobody wants this one any more
      return;
    }
    const is = (state: DeploymentState) => (deployment.state === state ? undefined : update(id, { state }));
    switch (event.type) {
      case "lease-released":
        return;
      case "run-waiting":
      case "lease-granted":
        return events.emit({ type: "deployment-changed", id });
      case "run-started":
        // An adopted replica that was ready stays so: the gateway must not turn callers away because the agent restarted.
        if (deployment.wanted === "stopped") runs.stopSoon(event.runId);
        else if (!(event.adopted && deployment.state === "ready")) await is("starting");
        return;
      case "run-ready":
        if (deployment.state === "ready" || deployment.wanted === "stopped") return;
        return update(id, { state: "ready", readySeconds: event.seconds, readySince: iso(event.at), cause: null, lastLines: [] });
      case "run-stopping":
        return is("stopping");
      case "run-ended":
        return end(deployment, event);
    }
  }
  async function end(deployment: DeploymentRecord, event: Ended): Promise<void> {
    const { id } = deployment;
    const gone = { runId: null, readySince: null };
    if (deployment.wanted === "stopped" || options.isDraining()) return update(id, { ...gone, state: "stopped" });
    const { cause, lastLines } = event;
    // Nothing wrong with the replica: the machine went down, or it was asked to make room. Lost while we watch is a crash.
    if (cause.code === "stopped" || cause.code === "preempted" || (cause.code === "lost" && isBooting))
      return wait(id, 0, { restarts: deployment.restarts, cause, lastLines });
    const earlier = restarts.get(id) ?? [];
    const next = options.nextRestart(earlier, await options.policy(), clock.now(), Math.random);
    logger.warn({ deployment: id, cause: cause.code, next }, "a replica ended");
    if (!next.restart) return needAttention(id, { ...cause, message: `${cause.message} ${next.why}` }, lastLines);
    restarts.set(id, [...earlier, clock.now()].slice(-50));
    return wait(id, next.delayMs, { restarts: deployment.restarts + 1, cause, lastLines });
  }
  async function wait(id: string, delayMs: number, patch: DeploymentPatch): Promise<void> {
    const abort = new AbortController();
    timers.set(id, { at: clock.now() + delayMs, abort });
    await update(id, { ...patch, state: "restarting", runId: null, readySince: null });
    void clock.sleep(delayMs, abort.signal).then(() => (abort.signal.aborted ? undefined : retry(id)));
  }
  async function retry(id: string): Promise<void> {
    try {
      await ensure(id);
    } catch (error) {
      logger.error({ deployment: id, err: error }, "a replica could not be started again");
    }
  }
  function forgetTimer(id: string): void {
    timers.get(id)?.abort.abort();
    timers.delete(id);
  }

  const owner: RunOwner = {
    owns: async (id, runId) => (await store.get(id))?.runId === runId,
    follow,
  };
  runs.setOwner("dep", owner);

  return {
    ensure,
    halt,
    forgetTimer,
    /** A person started it anew: earlier crashes are forgiven. */
    forgive: (id: string) => restarts.delete(id),
    nextRestartAt: (id: string): string | null => (timers.has(id) ? iso(timers.get(id)!.at) : null),
    /** At boot, after the runs were recovered: everything comes back as it was wanted. */
    async recover(): Promise<void> {
      await runs.settled();
      isBooting = false;
      for (const { id, wanted, state, runId } of await store.all()) {
        if (runId && runs.isLive(runId)) continue;
        if (wanted === "running" && state !== "needs-attention") await retry(id);
        else if (wanted === "stopped" && state !== "stopped")
          await update(id, { state: "stopped", runId: null, readySince: null });
      }
    },
    stop(): void {
      for (const id of [...timers.keys()]) forgetTimer(id);
    },
  };
}
const iso = (ms: number) => new Date(ms).toISOString();
