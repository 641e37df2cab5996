/** What a person can do with a deployment. */
import path from "node:path";
import type { CreateDeployment, Deployment, UpdateDeployment } from "../../contract/deployment.ts";
import { SluiceError } from "../../contract/error.ts";
import type { LogChunk, Wait } from "../../contract/job.ts";
import type { List } from "../../contract/word.ts";
import type { Engine, ServeEngine } from "../../engines/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/new-id.ts";
import type { DeploymentPatch, DeploymentRecord, DeploymentStore } from "../../store/box/deployments.ts";
import type { ModelStore } from "../../store/box/models.ts";
import type { ReplicaStore } from "../../store/box/replicas.ts";
import type { BoxEvents } from "../events.ts";
import { type Actor, found, may } from "../may.ts";
import type { Models } from "../models/models.ts";
import { readLog } from "../read-log.ts";
import type { Runs } from "../runs.ts";
import type { Ability } from "./ability-of.ts";
import { bestOf } from "./best-of.ts";
import { findHost } from "./find-host.ts";
import type { Guests } from "./guests.ts";
import type { Replicas } from "./replicas.ts";

export interface DeploymentsOptions {
  store: DeploymentStore;
  replicaStore: ReplicaStore;
  replicas: Replicas;
  models: Models;
  modelStore: Pick<ModelStore, "get" | "list">;
  guests: Guests;
  abilityOf: (deployment: DeploymentRecord) => Promise<Ability>;
  runs: Runs;
  events: BoxEvents;
  engineOf: (id: string) => Engine | null;
  isInstalled: (pack: string) => boolean;
  waits: () => Map<string, Wait>;
  /** Name of a route that leads to this deployment, which then cannot be deleted. */
  routeTo: (deploymentId: string) => Promise<string | null>;
  runsDir: string;
  removeRuns: (ownerIds: readonly string[]) => Promise<void>;
  clock: Clock;
}
export type Deployments = ReturnType<typeof createDeployments>;
export type NewDeployment = Required<CreateDeployment>;

export function createDeployments(options: DeploymentsOptions) {
  const { store, replicas, runs, events, clock } = options;
  const get = async (actor: Actor, id: string, verb: "read" | "change" | "remove" = "read") =>
    found(actor, verb, await store.get(id), "deployment");

  async function shown(record: DeploymentRecord): Promise<Deployment> {
    const engine = options.engineOf(record.engineId);
    const model = await options.modelStore.get(record.modelId);
    const { startingSince: _since, usualSeconds: _usual, ...stored } = record;
    const all = await options.replicaStore.of(record.id);
    const states = all.map(({ slot, runId, state, restarts, readySince, cause }) => {
      return { slot, runId, state, restarts, readySince, cause };
    });
    const runIds = all.flatMap((replica) => replica.runId ?? []);
    const waiting = runIds.flatMap((runId) => options.waits().get(runId) ?? []);
    const troubled = all.find((replica) => replica.cause !== null);
    return {
      ...stored,
      state: bestOf(states.map(({ state }) => state)),
      restarts: all.reduce((sum, replica) => sum + replica.restarts, 0),
      cause: troubled?.cause ?? null,
      lastLines: troubled?.lastLines ?? [],
      replicaStates: states,
      modelName: model?.name ?? "(deleted)",
      ...(await options.abilityOf(record)),
      nextRestartAt: all.flatMap((replica) => replicas.nextRestartAt(replica.id) ?? []).sort()[0] ?? null,
      sleep: all.find((replica) => replica.sleep !== null)?.sleep ?? null,
      memoryBytes: runs.live().reduce((sum, run) => sum + (runIds.includes(run.id) ? run.memoryBytes : 0), 0),
      wait: waiting[0] ?? (await waitForHost(record)),
      fake: (engine?.fake ?? false) || (model?.fake ?? false),
    };
  }
  async function waitForHost({ state, onDeploymentId }: DeploymentRecord): Promise<Wait | null> {
    if (state !== "waiting" || onDeploymentId === null) return null;
    const name = (await store.get(onDeploymentId))?.name ?? "(deleted)";
    return { position: 0, etaSeconds: null, code: "host", message: `"${name}" serves its base and is not ready.`, details: {} };
  }
  function engineFor(id: string): ServeEngine {
    const engine = options.engineOf(id);
    if (engine?.does !== "serve") throw new SluiceError("bad-input", `There is no serving engine "${id}".`);
    if (engine.pack && !options.isInstalled(engine.pack)) {
      throw new SluiceError("pack-missing", `The engine pack "${engine.pack}" is not installed.`, {
        hint: "Install it under Settings, or with ./sluice engines add.",
      });
    }
    return engine;
  }
  /** An adapter goes on an engine that serves its base already; every other model, and one without such a host, gets its own. */
  async function place(actor: Actor, modelId: string, engine: ServeEngine): Promise<{ modelId: string; hostId: string | null }> {
    const host = engine.adapters ? await hostFor(actor, modelId, engine) : null;
    if (host) return { modelId, hostId: host.id };
    return { modelId: (await options.models.toServe(actor, modelId, engine.loads)).model.id, hostId: null };
  }
  async function hostFor(actor: Actor, modelId: string, engine: ServeEngine): Promise<DeploymentRecord | null> {
    const adapter = found(actor, "read", await options.modelStore.get(modelId), "model");
    if (adapter.state !== "ready") return null;
    const mine = (await store.all()).filter((one) => may(actor, "read", one));
    const models = new Map((await options.modelStore.list({})).map((one) => [one.id, one]));
    return findHost(adapter, engine, mine, models);
  }
  /** All that is checked before a deployment is made. Throws `not-found`, `wrong-state`, `pack-missing`, `bad-input`. */
  async function draft(actor: Actor, request: NewDeployment): Promise<DeploymentRecord> {
    const engine = engineFor(request.engineId);
    const { modelId, hostId } = await place(actor, request.modelId, engine);
    const checked = engine.spec.safeParse({ ...request.settings, alias: request.name });
    if (!checked.success) {
      const issue = checked.error.issues[0]!;
      throw new SluiceError("bad-input", `${issue.path.join(".") || "settings"}: ${issue.message}`);
    }
    return {
      id: newId("dep"),
      name: request.name,
      projectId: actor.projectId,
      createdBy: actor.id,
      createdAt: new Date(clock.now()).toISOString(),
      modelId,
      engineId: engine.id,
      onDeploymentId: hostId,
      wanted: "running",
      state: "waiting",
      settings: request.settings,
      runId: null,
      restarts: 0,
      readySince: null,
      readySeconds: null,
      cause: null,
      lastLines: [],
      replicas: hostId === null ? request.replicas : 1,
      mayGiveWay: request.mayGiveWay,
      wakeOnDemand: request.wakeOnDemand,
      awakeUntil: null,
      sleep: null,
      startingSince: null,
      usualSeconds: null,
    };
  }
  /** The second and further ones: where there is no room for them they say so themselves, and the first goes on. */
  async function ensureOthers(id: string): Promise<void> {
    for (const { id: one, slot, wanted } of await options.replicaStore.of(id)) {
      if (slot > 0 && wanted === "running") await replicas.ensure(one).catch(() => undefined);
    }
  }
  async function ensureFirst(id: string): Promise<void> {
    const one = present(await store.get(id));
    return one.onDeploymentId === null ? replicas.ensure(id) : options.guests.ensure(one);
  }
  /** The first start of one that has just been made. Throws `does-not-fit`. */
  async function begin(id: string): Promise<void> {
    await ensureFirst(id);
    await ensureOthers(id);
  }
  const settle = async (id: string): Promise<Deployment> => shown(present(await store.get(id)));

  return {
    async list(actor: Actor): Promise<List<Deployment>> {
      const mine = (await store.all()).filter((deployment) => may(actor, "read", deployment));
      return { data: await Promise.all(mine.map(shown)), total: mine.length, nextAfter: null };
    },
    get: async (actor: Actor, id: string): Promise<Deployment> => shown(await get(actor, id)),
    draft,
    /** Throws `name-taken` and what draft() and a start throw. */
    async create(actor: Actor, request: NewDeployment): Promise<Deployment> {
      const record = await draft(actor, request);
      await store.create(record);
      try {
        await begin(record.id);
      } catch (error) {
        await store.remove(record.id);
        throw error;
      }
      return settle(record.id);
    },
    begin,
    async start(actor: Actor, id: string): Promise<Deployment> {
      await get(actor, id, "change");
      await store.update(id, { wanted: "running" });
      for (const replica of await options.replicaStore.of(id)) {
        replicas.forgive(replica.id);
        await options.replicaStore.update(replica.id, { restarts: 0, cause: null, lastLines: [] });
        if (replica.sleep?.why === "person") await replicas.wake(replica.id);
      }
      await ensureFirst(id); // a replica on its way out ends first: its end is then answered with a fresh start
      await ensureOthers(id);
      events.emit({ type: "deployment-changed", id });
      return settle(id);
    },
    async stop(actor: Actor, id: string): Promise<Deployment> {
      const one = await get(actor, id, "change");
      await store.update(id, { wanted: "stopped" });
      if (one.onDeploymentId !== null) await options.guests.halt(one);
      else for (const replica of await options.replicaStore.of(id)) await replicas.halt(replica.id);
      return settle(id);
    },
    /** More or fewer engines, and whether it may sleep. Throws `does-not-fit` when not one more has room; what runs goes on. */
    async change(actor: Actor, id: string, { replicas: count, mayGiveWay, wakeOnDemand }: UpdateDeployment): Promise<Deployment> {
      const { wanted, onDeploymentId } = await get(actor, id, "change");
      if (onDeploymentId !== null) {
        throw new SluiceError("wrong-state", "It has no engines of its own: as many answer for it as serve its base.");
      }
      await store.update(id, given({ replicas: count, mayGiveWay, wakeOnDemand }));
      events.emit({ type: "deployment-changed", id });
      if (count === undefined) return settle(id);
      const all = await options.replicaStore.of(id);
      for (const replica of all) {
        if (replica.slot >= count) await replicas.halt(replica.id);
        else if (wanted === "running" && replica.slot > 0) await replicas.ensure(replica.id);
      }
      return settle(id);
    },
    async remove(actor: Actor, id: string): Promise<void> {
      const deployment = await get(actor, id, "remove");
      const route = await options.routeTo(id);
      if (route !== null) {
        throw new SluiceError("in-use", `The route "${route}" leads to "${deployment.name}".`, {
          hint: "Take it out of the route first, or delete the route.",
          details: { route },
        });
      }
      const guests = (await store.guestsOf(id)).map(({ name }) => name);
      if (guests.length > 0) {
        throw new SluiceError(
          "in-use",
          `${guests.join(", ")} ${guests.length === 1 ? "is" : "are"} attached to "${deployment.name}".`,
          {
            hint: "Delete those first.",
            details: { guests },
          },
        );
      }
      await store.update(id, { wanted: "stopped" });
      const all = await options.replicaStore.of(id);
      for (const replica of all) replicas.forgetTimer(replica.id);
      const live = all.flatMap(({ runId }) => (runId !== null && runs.isLive(runId) ? [runId] : []));
      await Promise.all(live.map((runId) => runs.stop(runId)));
      if (deployment.onDeploymentId !== null) await options.guests.look(deployment.onDeploymentId);
      await runs.settled();
      await options.removeRuns(all.map((replica) => replica.id));
      await store.remove(id);
      events.emit({ type: "deployment-changed", id });
    },
    async log(actor: Actor, id: string, from: number, limit: number): Promise<LogChunk> {
      // Of the last replica only: older ones are tidied away, and offsets must not shift under a reader.
      const { onDeploymentId } = await get(actor, id);
      const last = (await runs.ofOwner(onDeploymentId ?? id)).at(-1);
      return readLog(last ? [path.join(options.runsDir, last.id, "out.log")] : [], from, limit);
    },
  };
}

/** What was left out stays as it is. */
function given({ replicas, mayGiveWay, wakeOnDemand }: UpdateDeployment): DeploymentPatch {
  return {
    ...(replicas === undefined ? {} : { replicas }),
    ...(mayGiveWay === undefined ? {} : { mayGiveWay }),
    ...(wakeOnDemand === undefined ? {} : { wakeOnDemand }),
  };
}
/** Removed by another person between two of our own lines. */
function present(record: DeploymentRecord | null): DeploymentRecord {
  if (!record) throw new SluiceError("not-found", "There is no such deployment.");
  return record;
}
