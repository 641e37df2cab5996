/**
 * The decisions alone: who starts, who stops, who waits behind whom. plan.ts puts the waits in words for the box; the simulator
 * plays a week of them in a second.
 *
 * Replicas come before tasks, tasks (seconds to minutes) before jobs, and jobs by the rules. What does not fit holds up those
 * behind it: a later, smaller job would keep an earlier, bigger one waiting for ever. They pass only through a gap it leaves
 * (backfill). One exception, because it would block the box until a person acts: a replica or task that could not start even
 * if every job and task ended (other replicas hold the memory) does not hold up those behind it.
 */
import { type Gap, gapBefore, narrow, placeInGap } from "./backfill.ts";
import { giveBack, whoGivesWay } from "./give-way.ts";
import { goesByLength, inOrder, isDue } from "./order.ts";
import { bytesPerCard, type Free, freeOf, place, take } from "./place.ts";
import type { PlanInput, PlanLease, PlanRequest, Start } from "./plan.ts";
import { firstComeRules } from "./rules.ts";

export interface Decisions {
  starts: Start[];
  /** Running jobs that stop now and go on later, replicas that fall asleep. What they free is kept for whom they stop. */
  stops: string[];
  /** Who that is, by each of them. */
  stopsFor: Map<string, PlanRequest>;
  waiting: PlanRequest[];
  /** Which of those waiting holds up all that come after it; -1: none. */
  blockerAt: number;
  /** What is free, and who holds what, after these starts. */
  free: Free;
  held: PlanLease[];
}

export function decide(input: PlanInput): Decisions {
  const { cards, leases, rules = firstComeRules } = input;
  const free = freeOf(cards, leases);
  const later = freeLater(input, free);
  const decided: Decisions = { starts: [], stops: [], stopsFor: new Map(), waiting: [], blockerAt: -1, free, held: [...leases] };
  let gap: Gap | null = null;
  let mostFree = most(free); // on one card
  let refusedBytes = Number.POSITIVE_INFINITY; // of a job; the next one is longer, and would be refused as well
  const byLength = goesByLength(input);
  const ordered = inOrder(input, byLength);
  let seen = 0;
  for (const request of ordered) {
    if (decided.blockerAt >= 0 && (gap === null || mostFree <= 0)) {
      decided.waiting.push(...ordered.slice(seen));
      break;
    }
    seen++;
    const placed =
      bytesPerCard(request) > mostFree ? null : gap ? placeInGap(request, input, free, gap) : place(request, cards, free);
    if (placed) {
      start(decided, request, placed, later);
      if (gap) narrow(gap, request, placed, input, free);
      mostFree = most(free);
      continue;
    }
    decided.waiting.push(request);
    if (decided.blockerAt >= 0) continue;
    const isRefused = request.kind === "job" && request.memoryBytes >= refusedBytes;
    if (!isRefused && makeRoom(decided, request, input, later, byLength)) {
      mostFree = most(free);
      continue;
    }
    if (request.kind === "job") refusedBytes = Math.min(refusedBytes, request.memoryBytes);
    if (!holdsUpOthers(request, input, decided.held, byLength)) continue;
    decided.blockerAt = decided.waiting.length - 1;
    gap = rules.backfill && mostFree > 0 ? gapBefore(request, input, decided.held, free) : null;
  }
  return decided;
}

function start({ starts, free, held }: Decisions, request: PlanRequest, placed: Start["leases"], later: Free): void {
  const { runId, kind, label } = request;
  take(free, placed);
  take(later, placed);
  starts.push({ runId, leases: placed });
  held.push(...placed.map((lease) => ({ ...lease, runId, kind, label })));
}

/** True: once those asked have stopped it has its place, which nobody else gets meanwhile. */
function makeRoom(decided: Decisions, request: PlanRequest, input: PlanInput, later: Free, byLength: boolean): boolean {
  const { stops, stopsFor, free } = decided;
  if (!mayAsk(request, input, byLength)) return false;
  const stopping = stops.length === 0 ? input.stopping : new Set([...(input.stopping ?? []), ...stops]);
  const asked = whoGivesWay(request, { ...input, ...(stopping ? { stopping } : {}) }, later, byLength);
  if (!asked) return false;
  for (const runId of asked) giveBack(later, { leases: input.leases.filter((lease) => lease.runId === runId) });
  take(later, place(request, input.cards, later) ?? []);
  for (const [cardId, bytes] of free) free.set(cardId, Math.min(bytes, later.get(cardId) ?? 0));
  stops.push(...asked);
  for (const runId of asked) stopsFor.set(runId, request);
  return true;
}

function mayAsk(request: PlanRequest, input: PlanInput, byLength: boolean): boolean {
  const { giveWay } = input.rules ?? firstComeRules;
  if (request.kind === "replica") return request.mayTake === true || (giveWay !== "never" && request.yields !== true);
  if (request.kind === "task") return false;
  return (input.sleepable?.size ?? 0) > 0 || (byLength && giveWay === "to-serving-and-shorter");
}

function most(free: Free): number {
  let bytes = 0;
  for (const one of free.values()) bytes = Math.max(bytes, one);
  return bytes;
}

function freeLater(input: PlanInput, free: Free): Free {
  const later: Free = new Map(free);
  const { stopping } = input;
  if (stopping?.size) giveBack(later, { leases: input.leases.filter((lease) => stopping.has(lease.runId)) });
  return later;
}

/** Where jobs give way to jobs, only one whose turn is due: any other takes its cards back from those that passed, when it is time. */
function holdsUpOthers(request: PlanRequest, input: PlanInput, held: readonly PlanLease[], byLength: boolean): boolean {
  if (request.kind === "job") return !byLength || input.rules?.giveWay !== "to-serving-and-shorter" || isDue(request, input);
  const lasting = held.filter((lease) => lease.kind === "replica");
  return place(request, input.cards, freeOf(input.cards, lasting)) !== null;
}
