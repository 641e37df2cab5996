/** Whom the cards belong to, and which deployments may give way: what the scheduler asks at every decision, kept in memory. */
import type { CardHours, CardTime as ShownCardTime } from "../contract/card-time.ts";
import type { Clock } from "../lib/clock.ts";
import { createSerial } from "../lib/serial.ts";
import { type CardTime, cardTimeAt } from "../scheduler/card-time.ts";
import type { CardPolicy, ServingStanding } from "../scheduler/give-way-facts.ts";
import type { DeploymentStore } from "../store/box/deployments.ts";
import { deploymentIdOf } from "../store/box/replicas.ts";
import type { RolloutStore } from "../store/box/rollouts.ts";
import type { BoxSettings } from "./settings.ts";

export interface CardPolicyOptions {
  settings: Pick<BoxSettings, "read">;
  deployments: Pick<DeploymentStore, "all">;
  rollouts: Pick<RolloutStore, "underWay">;
  clock: Clock;
  /** The box's own time zone. */
  zone: string;
}
export interface BoxCardPolicy extends CardPolicy {
  /** At boot, before the first decision, and after whatever it hangs on has changed. */
  refresh(): Promise<void>;
  /** Whether a decision could come out differently than when this was asked last. */
  hasChanged(): boolean;
  /** One sleeps that a request may wake: word from the gateway should be read soon. */
  isAnyToWake(): boolean;
  /** For people; null where nobody set hours. */
  shown(): ShownCardTime | null;
}

export function createCardPolicy(options: CardPolicyOptions): BoxCardPolicy {
  const { clock, zone } = options;
  let hours: CardHours = null;
  let standings = new Map<string, ServingStanding>();
  let known: { time: CardTime; from: number } | null = null;
  let told = "";
  let isAnyToWake = false;
  /** An older look must not end after a newer one. */
  const inTurn = createSerial();
  /** One that has not begun sees all that is asked for until then: many changes in a row are read once. */
  let waiting: Promise<void> | null = null;

  /** Looked up once for each stretch: it is asked at every step of every job. */
  function cardTime(): CardTime {
    const now = clock.now();
    if (!known || now < known.from || now >= (known.time.untilMs ?? Number.POSITIVE_INFINITY))
      known = { time: cardTimeAt(hours, now, zone), from: now };
    return known.time;
  }
  async function refresh(): Promise<void> {
    hours = (await options.settings.read()).cardHours;
    known = null;
    // The two that are compared must both be there.
    const onTrial = new Set((await options.rollouts.underWay()).flatMap(({ canaryId, stableId }) => [canaryId, stableId]));
    const all = await options.deployments.all();
    isAnyToWake = all.some((one) => one.wakeOnDemand && one.sleep !== null);
    standings = new Map(
      all.map(({ id, mayGiveWay, awakeUntil }): [string, ServingStanding] => {
        const awakeUntilMs = awakeUntil === null ? null : Date.parse(awakeUntil);
        return [id, { mayGiveWay: mayGiveWay && !onTrial.has(id), awakeUntilMs }];
      }),
    );
  }
  return {
    cardTime,
    standingOf: (ownerId) => standings.get(deploymentIdOf(ownerId)) ?? null,
    refresh() {
      waiting ??= inTurn(() => {
        waiting = null;
        return refresh();
      });
      return waiting;
    },
    hasChanged() {
      const [{ belongsTo, isSet }, now] = [cardTime(), clock.now()];
      const each = [...standings].map(([id, one]) => [id, one.mayGiveWay, (one.awakeUntilMs ?? 0) > now]);
      const text = JSON.stringify([belongsTo, isSet, each]);
      const isNew = text !== told;
      told = text;
      return isNew;
    },
    isAnyToWake: () => isAnyToWake,
    shown() {
      const { belongsTo, untilMs, isSet } = cardTime();
      return isSet ? { belongsTo, until: untilMs === null ? null : new Date(untilMs).toISOString() } : null;
    },
  };
}
