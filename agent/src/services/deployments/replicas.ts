/** Keeps the engines of deployments running as wanted (ids are those of replicas): starts, follows, restarts after a crash with growing waits, and asks a person when that does not help. */
import type { DeploymentState, Sleep } from "../../contract/deployment.ts";
import type { Cause } from "../../contract/word.ts";
import type { Engine } from "../../engines/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { createSerial } from "../../lib/serial.ts";
import type { StandingPatch } from "../../store/box/deployments.ts";
import type { ModelStore } from "../../store/box/models.ts";
import { deploymentIdOf, type ReplicaRecord, type ReplicaStore } from "../../store/box/replicas.ts";
import type { nextRestart, RestartPolicy } from "../../supervisor/restart.ts";
import type { BoxEvents } from "../events.ts";
import { factsOf } from "../models/models.ts";
import type { OwnedEvent, RunOwner, Runs } from "../runs.ts";

export interface ReplicasOptions {
  store: ReplicaStore;
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
  /** Resolves when the gateway can know which engines are about to stop: what comes then goes elsewhere. */
  announce: () => Promise<void>;
  /** Deletes run folders nobody will read again. */
  tidy: (ownerId: string) => Promise<void>;
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

  const tell = (id: string) => events.emit({ type: "deployment-changed", id: deploymentIdOf(id) });
  async function update(id: string, patch: StandingPatch): Promise<void> {
    await store.update(id, patch);
    tell(id);
  }
  const gone = { runId: null, readySince: null, startingSince: null };
  const report = (id: string, what: string) => (error: unknown) => logger.error({ replica: id, err: error }, what);
  const causeOf = (code: Cause["code"], message: string): Cause => ({ code, message, line: null, exitCode: null, signal: null });
  const needAttention = (id: string, cause: Cause, lastLines: string[] = []) =>
    update(id, { ...gone, state: "needs-attention", sleep: null, cause, lastLines });

  /** Starts a replica unless one is there or on its way. Throws `does-not-fit`. */
  const ensure = (id: string): Promise<void> => oneByOne(() => ensureOne(id));
  async function ensureOne(id: string): Promise<void> {
    await runs.settled(); // a replica whose end is still being written looks alive, and would be waited for in vain
    forgetTimer(id);
    const deployment = await store.get(id);
    if (deployment?.wanted === "stopped" && deployment.state === "restarting") return isOver(id);
    if (deployment?.wanted !== "running" || options.isDraining()) return;
    if (runs.live().some((run) => run.ownerId === id)) return;
    if (deployment.sleep?.why === "person")
      return deployment.state === "asleep" ? undefined : update(id, { ...gone, state: "asleep" });
    const engine = options.engineOf(deployment.engineId);
    const model = await options.models.get(deployment.modelId);
    if (!engine || !model)
      return needAttention(id, causeOf("bad-config", `Its ${engine ? "model" : "engine"} is not there any more.`));
    if (engine.pack && !options.isInstalled(engine.pack)) {
      return needAttention(id, causeOf("bad-config", `The engine pack "${engine.pack}" is not installed.`));
    }
    await startReplica(deployment, engine, factsOf(model, options.dirOfModel(model.dir)));
  }
  async function startReplica(replica: ReplicaRecord, engine: Engine, model: ReturnType<typeof factsOf>): Promise<void> {
    const { id, name, slot } = replica;
    try {
      const spec = engine.spec.parse({ ...replica.settings, alias: name });
      const attempt = (await runs.ofOwner(id)).length + 1;
      const what = {
        kind: "replica" as const,
        ownerId: id,
        label: slot === 0 ? name : `${name} #${slot + 1}`,
        engineId: engine.id,
      };
      await options.tidy(id).catch((error: unknown) => logger.warn({ replica: id, err: error }, "old runs not deleted"));
      const asked = engine.does === "serve" ? engine.asked?.(spec) : undefined;
      const order = {
        ...what,
        upstreamModel: asked?.modelName ?? name,
        spec,
        model,
        need: engine.need(spec, model),
        attempt,
        owner: replica,
      };
      const startingSince = replica.sleep ? null : iso(clock.now());
      const state = replica.sleep ? "asleep" : replica.state === "waking" ? "waking" : "waiting";
      await runs.start(order, (runId) => update(id, { runId, state, readySeconds: null, readySince: null, startingSince }));
    } catch (error) {
      // Nothing is wrong with it when the box is being stopped: it comes back at the next boot.
      if (options.isDraining()) return update(id, { ...gone, state: "stopped" });
      await needAttention(id, causeOf("bad-config", error instanceof Error ? error.message : String(error)));
      throw error;
    }
  }
  /** In turn with ensure(): a replica on its way up must be seen by the one that stops it. */
  const halt = (id: string): Promise<void> =>
    oneByOne(async () => {
      forgetTimer(id);
      const runId = (await store.get(id))?.runId;
      if (!runId || !runs.isLive(runId)) return isOver(id);
      await update(id, { state: "stopping", readySince: null });
      await announce(id);
      runs.stopSoon(runId);
    });

  /** Stopped as it was wanted; a replica too many leaves nothing behind. */
  async function isOver(id: string): Promise<void> {
    const replica = await store.get(id);
    if (replica && replica.slot > 0 && replica.slot >= replica.replicas) {
      await store.forget(id);
      restarts.delete(id);
      return tell(id);
    }
    await update(id, { ...gone, state: "stopped", sleep: null });
  }

  /** As halt(), but it stays wanted: it waits behind the jobs for its card, or, put to sleep by a person, until it is woken. */
  const fallAsleep = (id: string, sleep: Sleep): Promise<void> =>
    oneByOne(async () => {
      const replica = await store.get(id);
      if (replica?.wanted !== "running") return;
      forgetTimer(id);
      const runId = replica.runId !== null && runs.isLive(replica.runId) ? replica.runId : null;
      if (runId === null) return update(id, { ...gone, state: "asleep", sleep, cause: null });
      await update(id, { state: "stopping", readySince: null, sleep });
      await announce(id);
      runs.stopSoon(runId, "preempted");
    });
  const announce = (id: string) =>
    options.announce().catch((error: unknown) => logger.warn({ replica: id, err: error }, "a stop was not announced"));
  /** It comes up as soon as it has its card; one that is still falling asleep ends first. */
  const wake = (id: string): Promise<void> =>
    oneByOne(async () => {
      const replica = await store.get(id);
      if (!replica?.sleep) return;
      // At boot its run may not have been found again yet; what lies behind is done by recover().
      if (replica.state === "stopping" || isBooting) return update(id, { sleep: { ...replica.sleep, why: "training" } });
      await update(id, { state: "waking", sleep: null, startingSince: iso(clock.now()) });
      await ensureOne(id);
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
        return tell(id);
      case "give-way-asked": {
        const sleep: Sleep = { why: "training", label: event.to.label, since: iso(clock.now()) };
        // Not waited for: whoever starts a replica holds the turn while news like this is written.
        return void fallAsleep(id, sleep).catch(report(id, "a replica could not be put to sleep"));
      }
      case "run-started":
        // An adopted replica that was ready stays so: the gateway must not turn callers away because the agent restarted.
        if (deployment.wanted === "stopped") runs.stopSoon(event.runId);
        // The agent before died over it.
        else if (deployment.sleep && deployment.state === "stopping")
          void fallAsleep(id, deployment.sleep).catch(report(id, "a replica could not be put to sleep"));
        else if (deployment.sleep) await update(id, { state: "waking", sleep: null, startingSince: iso(event.at) });
        else if (deployment.state !== "waking" && !(event.adopted && deployment.state === "ready")) await is("starting");
        return;
      case "run-ready":
        if (deployment.state === "ready" || deployment.wanted === "stopped" || deployment.sleep) return;
        return update(id, {
          ...{ state: "ready", readySeconds: event.seconds, usualSeconds: event.seconds, readySince: iso(event.at) },
          ...{ startingSince: null, cause: null, lastLines: [] },
        });
      case "run-stopping":
        return is("stopping");
      case "run-ended":
        return end(deployment, event);
    }
  }
  async function end(deployment: ReplicaRecord, event: Ended): Promise<void> {
    const { id } = deployment;
    if (deployment.wanted === "stopped") return isOver(id);
    if (options.isDraining()) return update(id, { ...gone, state: "stopped" });
    const { cause, lastLines } = event;
    if (deployment.sleep) {
      const asleep = { ...gone, state: "asleep" as const, cause: null, lastLines: [] };
      return wait(id, 0, asleep); // for its card, behind all jobs; or, put to sleep by a person, until somebody wakes it
    }
    // Nothing wrong with the replica: the machine went down, or it was asked to make room. Lost while we watch is a crash.
    if (cause.code === "stopped" || cause.code === "preempted" || (cause.code === "lost" && isBooting))
      return wait(id, 0, { restarts: deployment.restarts, cause, lastLines });
    const earlier = restarts.get(id) ?? [];
    const next = options.nextRestart(earlier, await options.policy(), clock.now(), Math.random);
    logger.warn({ replica: id, cause: cause.code, next }, "a replica ended");
    if (!next.restart) return needAttention(id, { ...cause, message: `${cause.message} ${next.why}` }, lastLines);
    restarts.set(id, [...earlier, clock.now()].slice(-50));
    return wait(id, next.delayMs, { restarts: deployment.restarts + 1, cause, lastLines });
  }
  async function wait(id: string, delayMs: number, patch: StandingPatch): Promise<void> {
    const abort = new AbortController();
    timers.set(id, { at: clock.now() + delayMs, abort });
    await update(id, { ...gone, state: "restarting", ...patch });
    void clock.sleep(delayMs, abort.signal).then(() => (abort.signal.aborted ? undefined : retry(id)));
  }
  async function retry(id: string): Promise<void> {
    try {
      await ensure(id);
    } catch (error) {
      logger.error({ replica: id, err: error }, "a replica could not be started again");
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
    fallAsleep,
    wake,
    forgetTimer,
    /** A person started it anew: earlier crashes are forgiven. */
    forgive: (id: string) => restarts.delete(id),
    nextRestartAt: (id: string): string | null => (timers.has(id) ? iso(timers.get(id)!.at) : null),
    /** At boot, after the runs were recovered: everything comes back as it was wanted. */
    async recover(): Promise<void> {
      await runs.settled();
      isBooting = false;
      for (const { id, wanted, state, runId, onDeploymentId } of await store.all()) {
        if (onDeploymentId !== null) continue; // its host is started, and guests.ts follows
        if (runId && runs.isLive(runId)) continue;
        if (wanted === "running" && state !== "needs-attention") await retry(id);
        else if (wanted === "stopped" && state !== "stopped") await isOver(id);
      }
    },
    stop(): void {
      for (const id of [...timers.keys()]) forgetTimer(id);
    },
  };
}
const iso = (ms: number) => new Date(ms).toISOString();
