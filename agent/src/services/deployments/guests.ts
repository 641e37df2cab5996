/**
 * Deployments without engines of their own: a fine-tune (the guest) on the engines of a deployment that serves its base (the host).
 * What is attached is asked of the engine itself and never written down, so after any death of agent or engine a look puts it right.
 */
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import type { Cause } from "../../contract/word.ts";
import type { Engine, RuntimeAdapters } from "../../engines/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { createSerial } from "../../lib/serial.ts";
import type { DeploymentRecord, DeploymentStore, StandingPatch } from "../../store/box/deployments.ts";
import type { ModelStore } from "../../store/box/models.ts";
import type { ReplicaRecord, ReplicaStore } from "../../store/box/replicas.ts";
import type { BoxEvents } from "../events.ts";

export interface GuestsOptions {
  store: Pick<DeploymentStore, "all" | "get" | "guestsOf" | "update">;
  replicas: Pick<ReplicaStore, "of">;
  models: Pick<ModelStore, "get">;
  engineOf: (id: string) => Engine | null;
  socketOf: (runId: string) => string;
  dirOfModel: (dir: string) => string;
  /** Resolves when the gateway can know who is about to go. */
  announce: () => Promise<void>;
  events: BoxEvents;
  clock: Clock;
  logger: Logger;
}
export type Guests = ReturnType<typeof createGuests>;

/** An engine may be in the middle of a long step when it is asked to take one. */
const attachMs = 60_000;
const askMs = 10_000;
/** From the snapshot that sends nobody there any more until the adapter goes: the gateway looks at its file at least once a second. */
const leaveMs = 1500;
const lookAgainMs = 2000;
const gone = { readySince: null, startingSince: null } as const;

export function createGuests(options: GuestsOptions) {
  const { store, events, clock, logger } = options;
  const turns = new Map<string, ReturnType<typeof createSerial>>();
  /** By run, as its engine said. */
  const onRun = new Map<string, { hostId: string; names: Set<string> }>();
  /** An agent that has just begun goes by what the one before it wrote, until it has asked. Null: not begun. */
  let trusted: ReadonlySet<string> | null = null;

  const update = async (id: string, patch: StandingPatch) => {
    await store.update(id, patch);
    events.emit({ type: "deployment-changed", id });
  };
  const adaptersOf = ({ engineId }: DeploymentRecord): RuntimeAdapters<unknown> | null => {
    const engine = options.engineOf(engineId);
    return engine?.does === "serve" ? (engine.adapters ?? null) : null;
  };
  const readyRuns = async (hostId: string) =>
    (await options.replicas.of(hostId)).flatMap(({ state, runId }) => (state === "ready" && runId !== null ? [runId] : []));

  /** Puts right what is attached to a host, and what its guests say of themselves. */
  function look(hostId: string): Promise<void> {
    const inTurn = turns.get(hostId) ?? createSerial();
    turns.set(hostId, inTurn);
    return inTurn(async () => {
      const guests = await store.guestsOf(hostId);
      if (guests.length === 0) return;
      const runs = await readyRuns(hostId);
      for (const [runId, one] of onRun) if (one.hostId === hostId && !runs.includes(runId)) onRun.delete(runId);
      for (const guest of guests) {
        if (guest.wanted === "stopped") await leave(guest, runs);
        else if (guest.state !== "needs-attention") await join(guest, runs);
      }
    });
  }
  async function join(guest: DeploymentRecord, runs: readonly string[]): Promise<void> {
    const begun = clock.now();
    try {
      for (const runId of runs) await attach(guest, runId);
    } catch (error) {
      if (error instanceof SluiceError) return refuse(guest, error.message);
      logger.warn({ guest: guest.id, err: error }, "an adapter could not be attached; it is tried again");
      void clock.sleep(lookAgainMs).then(() => lookSoon(guest.onDeploymentId ?? ""));
      return away(guest);
    }
    if (runs.length === 0) return away(guest);
    if (guest.state === "ready") return;
    const now = clock.now();
    const since = { readySince: new Date(now).toISOString(), readySeconds: (now - begun) / 1000, startingSince: null };
    await update(guest.id, { ...since, state: "ready", cause: null });
  }
  const away = async (guest: DeploymentRecord) => {
    if (guest.state !== "waiting") await update(guest.id, { ...gone, state: "waiting" });
  };
  const refuse = (guest: DeploymentRecord, message: string): Promise<void> => {
    const cause: Cause = { code: "bad-config", message, line: null, exitCode: null, signal: null };
    return update(guest.id, { ...gone, state: "needs-attention", cause });
  };
  async function attach(guest: DeploymentRecord, runId: string): Promise<void> {
    const adapters = adaptersOf(guest);
    const model = await options.models.get(guest.modelId);
    if (!adapters || !model) throw new SluiceError("wrong-state", `Its ${adapters ? "model" : "engine"} is not there any more.`);
    const names = await namesOn(guest, adapters, runId);
    if (names.has(guest.id)) return;
    const dir = path.join(options.dirOfModel(model.dir), "adapter");
    await adapters.attach(options.socketOf(runId), guest.id, dir, AbortSignal.timeout(attachMs));
    names.add(guest.id);
  }
  async function namesOn(guest: DeploymentRecord, adapters: RuntimeAdapters<unknown>, runId: string): Promise<Set<string>> {
    const known = onRun.get(runId);
    if (known) return known.names;
    const names = new Set(await adapters.attached(options.socketOf(runId), AbortSignal.timeout(askMs)));
    onRun.set(runId, { hostId: guest.onDeploymentId ?? "", names });
    return names;
  }
  /** Nothing new is sent there first, so that nobody asks for what has just gone. */
  async function leave(guest: DeploymentRecord, runs: readonly string[]): Promise<void> {
    if (guest.state === "stopped") return;
    if (guest.state !== "stopping") await update(guest.id, { ...gone, state: "stopping" });
    await options.announce();
    await clock.sleep(leaveMs);
    if ((await store.get(guest.id))?.wanted !== "stopped") return; // started again meanwhile: its own look follows
    for (const runId of runs) await detach(guest, runId);
    await update(guest.id, { ...gone, state: "stopped" });
  }
  async function detach(guest: DeploymentRecord, runId: string): Promise<void> {
    onRun.get(runId)?.names.delete(guest.id);
    try {
      await adaptersOf(guest)?.detach(options.socketOf(runId), guest.id, AbortSignal.timeout(attachMs));
    } catch (error) {
      // It ends with its engine at the latest, and nothing asks for its name again.
      logger.warn({ guest: guest.id, run: runId, err: error }, "an adapter could not be taken off its engine");
    }
  }
  const lookSoon = (hostId: string): void => {
    look(hostId).catch((error: unknown) => logger.error({ host: hostId, err: error }, "guests were not looked at"));
  };
  events.on(({ event }) => {
    if (event.type === "deployment-changed" && trusted !== null) lookSoon(event.id);
  });
  const isOn = (guest: DeploymentRecord, runId: string): boolean =>
    onRun.get(runId)?.names.has(guest.id) ?? (guest.state === "ready" && (trusted?.has(runId) ?? true));

  return {
    look,
    /** Resolves when it is attached, or waits for its host. Throws `bad-input` when the engine refuses it. */
    async ensure(guest: DeploymentRecord): Promise<void> {
      if (guest.state === "needs-attention") await update(guest.id, { ...gone, state: "waiting" });
      await look(guest.onDeploymentId ?? "");
      const now = await store.get(guest.id);
      if (now?.state === "needs-attention") throw new SluiceError("bad-input", now.cause?.message ?? "It could not be attached.");
    },
    /** Asked for, not waited for. */
    async halt(guest: DeploymentRecord): Promise<void> {
      if (guest.state === "ready") await update(guest.id, { ...gone, state: "stopping" });
      lookSoon(guest.onDeploymentId ?? "");
    },
    /** The engines that answer for it, as if they were its own. */
    replicasOf(guest: DeploymentRecord, host: readonly ReplicaRecord[]): ReplicaRecord[] {
      const own = { ...guest, deploymentId: guest.id, slot: 0 };
      const isLeaving = guest.state === "stopping";
      const on = host.filter(({ runId }) => runId !== null && (isLeaving || isOn(guest, runId)));
      if (on.length > 0 && (isLeaving || guest.state === "ready")) {
        return on.map(({ runId, state }) => ({ ...own, runId, state: isLeaving ? "stopping" : state }));
      }
      const { startingSince = null, usualSeconds = null } = host.find((one) => one.startingSince !== null) ?? {};
      return [{ ...own, startingSince, usualSeconds }];
    },
    /** At boot, after hosts were found again or started: who is attached is asked, not waited for. */
    async recover(): Promise<void> {
      const all = await store.all();
      const hosts = new Set(all.flatMap(({ onDeploymentId }) => onDeploymentId ?? []));
      trusted = new Set((await Promise.all([...hosts].map(readyRuns))).flat());
      for (const hostId of hosts) lookSoon(hostId);
    },
  };
}
