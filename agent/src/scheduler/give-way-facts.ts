/** What the planner has to know of this moment to say who gives way to whom. Pure. */
import type { Lease } from "../contract/card.ts";
import type { CardTime } from "./card-time.ts";
import type { Stoppable } from "./give-way.ts";
import type { PlanInput, PlanRequest } from "./plan.ts";
import { boxRules } from "./rules.ts";
import type { RunRequest } from "./scheduler-types.ts";

/** Of the deployment a replica belongs to. */
export interface ServingStanding {
  /** In training time it sleeps while a job needs its card. */
  mayGiveWay: boolean;
  /** It was woken, and keeps its card until then. */
  awakeUntilMs: number | null;
}
export interface CardPolicy {
  /** Whom the cards belong to now. */
  cardTime(): CardTime;
  /** Null: no deployment of ours, or nothing is known of it. */
  standingOf(ownerId: string): ServingStanding | null;
}
interface Moment extends CardPolicy {
  leases: readonly Lease[];
  stopping: ReadonlySet<string>;
  nowMs: number;
}
type GiveWayFacts = Required<Pick<PlanInput, "rules" | "stoppable" | "sleepable" | "stopping">>;

export function giveWayFacts(moment: Moment): GiveWayFacts {
  const { leases, stopping, nowMs } = moment;
  const stoppable = new Map<string, Stoppable>();
  const sleepable = new Set<string>();
  // The youngest first: it has got least far, or was the one too many.
  for (const { runId, kind, ownerId, since } of leases.toSorted((a, b) => b.since - a.since)) {
    if (stopping.has(runId)) continue;
    if (kind === "job") stoppable.set(runId, { lostSeconds: Math.max(0, nowMs - since) / 1000, hadTurn: true });
    else if (kind === "replica" && yieldsNow(ownerId, moment)) sleepable.add(runId);
  }
  return { rules: boxRules(moment.cardTime()), stoppable, sleepable, stopping };
}

export function givesWay(
  request: RunRequest,
  moment: Omit<Moment, "leases" | "stopping">,
): Pick<PlanRequest, "yields" | "mayTake"> {
  if (request.kind !== "replica") return {};
  return { yields: yieldsNow(request.ownerId, moment), mayTake: isHeldAwake(request.ownerId, moment) };
}

function yieldsNow(ownerId: string, moment: Omit<Moment, "leases" | "stopping">): boolean {
  const isTraining = moment.cardTime().belongsTo === "training";
  return isTraining && moment.standingOf(ownerId)?.mayGiveWay === true && !isHeldAwake(ownerId, moment);
}
function isHeldAwake(ownerId: string, { standingOf, nowMs }: Omit<Moment, "leases" | "stopping">): boolean {
  return (standingOf(ownerId)?.awakeUntilMs ?? 0) > nowMs;
}
