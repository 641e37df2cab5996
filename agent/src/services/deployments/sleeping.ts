/** Sleep and wake by hand, and by a request for a deployment that sleeps. What sleeps by itself is the scheduler's decision. */
import { SluiceError } from "../../contract/error.ts";
import type { UsageEvent } from "../../contract/snapshot.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { DeploymentRecord, DeploymentStore } from "../../store/box/deployments.ts";
import type { ReplicaStore } from "../../store/box/replicas.ts";
import type { BoxCardPolicy } from "../card-policy.ts";
import type { BoxEvents } from "../events.ts";
import { type Actor, found } from "../may.ts";
import type { Replicas } from "./replicas.ts";

export interface SleepingOptions {
  store: DeploymentStore;
  replicaStore: ReplicaStore;
  replicas: Replicas;
  policy: Pick<BoxCardPolicy, "refresh" | "cardTime">;
  /** Has the scheduler look again. */
  look: () => void;
  events: BoxEvents;
  clock: Clock;
  logger: Logger;
}
export type Sleeping = ReturnType<typeof createSleeping>;
/** So long one that was woken by a request keeps its card: who asks once asks again. */
const heldAwakeMs = 15 * 60_000;

export function createSleeping(options: SleepingOptions) {
  const { store, replicaStore, replicas, policy, clock, logger } = options;
  const isAsleep = async (id: string): Promise<boolean> => (await replicaStore.of(id)).some((replica) => replica.sleep !== null);

  async function wakeUntil(id: string, untilMs: number): Promise<void> {
    await store.update(id, { awakeUntil: new Date(untilMs).toISOString() });
    await policy.refresh();
    for (const replica of await replicaStore.of(id)) await replicas.wake(replica.id);
    options.events.emit({ type: "deployment-changed", id });
    options.look();
  }
  return {
    /** Its answers under way end; then its card is free, until somebody wakes it. Throws `wrong-state`. */
    async sleep(actor: Actor, id: string): Promise<void> {
      const deployment = found(actor, "change", await store.get(id), "deployment");
      refuseStopped(deployment);
      if (deployment.state === "needs-attention")
        throw new SluiceError("wrong-state", `"${deployment.name}" does not run, so it cannot sleep.`, {
          hint: "Start it or stop it.",
        });
      await store.update(id, { awakeUntil: null });
      await policy.refresh();
      const since = new Date(clock.now()).toISOString();
      for (const replica of await replicaStore.of(id)) {
        if (replica.wanted === "running") await replicas.fallAsleep(replica.id, { why: "person", label: actor.name, since });
      }
      logger.info({ deployment: id, by: actor.id }, "a deployment was put to sleep by hand");
      options.events.emit({ type: "deployment-changed", id });
    },
    /** Running jobs give way to it where it needs their card; it keeps it until the hours change next. Throws `wrong-state`. */
    async wake(actor: Actor, id: string): Promise<void> {
      const deployment = found(actor, "change", await store.get(id), "deployment");
      refuseStopped(deployment);
      if (!(await isAsleep(id)))
        throw new SluiceError("wrong-state", `"${deployment.name}" is not asleep (${deployment.state}).`);
      logger.info({ deployment: id, by: actor.id }, "a deployment was woken by hand");
      const { untilMs } = policy.cardTime();
      await wakeUntil(id, Math.max(untilMs ?? 0, clock.now() + heldAwakeMs));
    },
    /** Told by the gateway; told twice it is nothing new. */
    async wakeAsked(all: readonly UsageEvent[]): Promise<void> {
      for (const { kind, deployment: id, at, route } of all) {
        if (kind !== "wake-asked" || at + heldAwakeMs <= clock.now()) continue;
        const deployment = await store.get(id);
        if (deployment?.wanted !== "running" || !deployment.wakeOnDemand || !(await isAsleep(id))) continue;
        logger.info({ deployment: id, route }, "a deployment is woken by a request");
        await wakeUntil(id, Math.max(at + heldAwakeMs, Date.parse(deployment.awakeUntil ?? "") || 0));
      }
    },
  };
}

function refuseStopped({ name, wanted }: DeploymentRecord): void {
  if (wanted === "stopped") throw new SluiceError("wrong-state", `"${name}" is stopped.`, { hint: "Start it first." });
}
