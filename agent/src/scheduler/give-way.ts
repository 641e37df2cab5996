/**
 * Which running jobs stop so that another run can start. Serving takes the cards of those who lose least. A job takes those of
 * replicas that may sleep; then those of one that is much longer and had a turn since it was started; or, when its own turn is
 * due, of any that had one or was not promised one yet. What is lost must be small beside the work that goes ahead, or beside how long that turn is overdue.
 */
import { isDue, overdueSeconds, secondsLeft } from "./order.ts";
import { type Free, place, take } from "./place.ts";
import type { PlanInput, PlanLease, PlanRequest } from "./plan.ts";

/** A running job that can be stopped and go on later. */
export interface Stoppable {
  /** What it would do again, if it stopped now. */
  lostSeconds: number;
  /** It has got as far as a checkpoint since it was started. */
  hadTurn: boolean;
  /** By when that was promised; absent: it was not. */
  turnBySeconds?: number;
}
/** A job gives way to one whose work is at most this part of what is left of its own. */
const muchShorter = 0.5;
/** Loading a model again is lost work too. */
const restartSeconds = 30;
/** Of the work that goes ahead. */
const bearableLoss = 0.05;

interface Victim {
  runId: string;
  leases: PlanLease[];
  lostCardSeconds: number;
}

/** Null: nobody has to, or may. `later` is what is free once those already asked have stopped. */
export function whoGivesWay(request: PlanRequest, input: PlanInput, later: Free, byLength: boolean): string[] | null {
  if (place(request, input.cards, later)) return [];
  const able = victims(request, input, byLength).sort((a, b) => a.lostCardSeconds - b.lostCardSeconds);
  if (able.length === 0) return null;
  const chosen: Victim[] = [];
  const room: Free = new Map(later);
  for (const victim of able) {
    if (place(request, input.cards, room)) break;
    giveBack(room, victim);
    chosen.push(victim);
  }
  if (!place(request, input.cards, room)) return null;
  const needed = withoutIdleOnes(request, input, later, chosen);
  const lost = needed.reduce((sum, victim) => sum + victim.lostCardSeconds, 0);
  if (request.kind === "job" && lost > bearable(request, input, needed)) return null;
  return needed.map((victim) => victim.runId);
}

function victims(request: PlanRequest, input: PlanInput, byLength: boolean): Victim[] {
  const found = request.kind === "job" ? sleepers(input) : [];
  const jobsGiveWay = request.kind !== "job" || (byLength && input.rules?.giveWay === "to-serving-and-shorter");
  if (!jobsGiveWay) return found;
  for (const [runId, { lostSeconds }] of input.stoppable ?? []) {
    const leases = input.leases.filter((lease) => lease.runId === runId);
    if (leases.length === 0 || input.stopping?.has(runId)) continue;
    if (request.kind === "job" && !mayStop(request, runId, input)) continue;
    found.push({ runId, leases, lostCardSeconds: lostSeconds * leases.length });
  }
  return found;
}

/** They lose nothing but the time to wake. */
function sleepers({ sleepable, leases, stopping }: PlanInput): Victim[] {
  return [...(sleepable ?? [])].flatMap((runId) => {
    const own = leases.filter((lease) => lease.runId === runId);
    return own.length === 0 || stopping?.has(runId) ? [] : [{ runId, leases: own, lostCardSeconds: 0 }];
  });
}

function mayStop(request: PlanRequest, runId: string, input: PlanInput): boolean {
  const { hadTurn, turnBySeconds = Number.POSITIVE_INFINITY } = input.stoppable?.get(runId) ?? {};
  if (isDue(request, input)) return hadTurn === true || turnBySeconds > (input.nowSeconds ?? 0);
  return hadTurn === true && secondsLeft(request.runId, input) + restartSeconds <= secondsLeft(runId, input) * muchShorter;
}

/** A wide one taken late may make an earlier choice needless. */
function withoutIdleOnes(request: PlanRequest, input: PlanInput, later: Free, chosen: Victim[]): Victim[] {
  let needed = chosen;
  for (const victim of chosen) {
    const fewer = needed.filter((one) => one !== victim);
    const room: Free = new Map(later);
    for (const one of fewer) giveBack(room, one);
    if (place(request, input.cards, room)) needed = fewer;
  }
  return needed;
}

function bearable(request: PlanRequest, input: PlanInput, needed: readonly Victim[]): number {
  const cards = needed.reduce((sum, victim) => sum + victim.leases.length, 0);
  return (
    restartSeconds * cards +
    bearableLoss * secondsLeft(request.runId, input) * Math.max(1, request.cards) +
    overdueSeconds(request, input)
  );
}

export function giveBack(free: Free, { leases }: { leases: readonly PlanLease[] }): void {
  take(
    free,
    leases.map(({ cardId, memoryBytes }) => ({ cardId, memoryBytes: -memoryBytes })),
  );
}
