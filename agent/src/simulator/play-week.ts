/** One policy, one week: fake cards and a virtual clock around the shipped planner. */
import type { Card } from "../contract/card.ts";
import { decide } from "../scheduler/decide.ts";
import { firstTurnBy } from "../scheduler/first-turn.ts";
import type { Stoppable } from "../scheduler/give-way.ts";
import { createLedger } from "../scheduler/ledger.ts";
import type { PlanInput } from "../scheduler/plan.ts";
import type { Played } from "./figures.ts";
import { beginTurn, believedLeft, endTurn, type JobLife, nextMoment, passMoment } from "./job-life.ts";
import type { Policy } from "./policies.ts";
import { createServingCards } from "./serving-cards.ts";
import type { ServingWeek } from "./serving-week.ts";
import { weekSeconds } from "./world.ts";

/** What happened to the ledger, for whoever wants to look (tests). */
export type LedgerNews = { at: number; type: "granted" | "released"; runId: string; cards: string[] };

export function playWeek(
  week: ServingWeek,
  policy: Policy,
  cards: readonly Card[],
  all: readonly JobLife[],
  tell: (news: LedgerNews) => void = () => undefined,
): Played {
  const ledger = createLedger(cards);
  const serving = createServingCards();
  const lives = all.filter((life) => life.job.cards <= policy.widest(cards.length));
  const byRunId = new Map(lives.map((life) => [life.request.runId, life]));
  const waiting = new Set<JobLife>();
  const running = new Set<JobLife>();
  let submitted = 0;
  let minute = 0;
  let target = 0;
  let now = 0;

  function input(): PlanInput {
    const etas = new Map<string, number | null>(serving.asleepIn(now));
    const stoppable = new Map<string, Stoppable>();
    for (const life of waiting) etas.set(life.request.runId, believedLeft(life, now));
    for (const life of running) {
      etas.set(life.request.runId, believedLeft(life, now));
      const { since, hasCheckpoint } = life.turn!;
      stoppable.set(life.request.runId, { lostSeconds: now - since, hadTurn: hasCheckpoint });
    }
    const jobs = [...waiting].sort((a, b) => a.job.submitSeconds - b.job.submitSeconds).map((life) => life.request);
    const queue = [...serving.wanted, ...jobs];
    return { cards, leases: ledger.leases(), queue, etas, rules: policy.rules, nowSeconds: now, stoppable };
  }
  /** Stops take effect at once, so whoever they were for starts in the next round. */
  function settle(): void {
    for (let isSettled = false; !isSettled; ) {
      const decided = waiting.size + serving.wanted.length > 0 ? decide(input()) : { starts: [], stops: [] };
      for (const { runId, leases } of decided.starts) grant(runId, leases);
      for (const runId of decided.stops) stop(byRunId.get(runId)!);
      isSettled = decided.stops.length === 0;
    }
    // A card nobody else wants may as well stay awake.
    if (waiting.size > 0) while (serving.count() > target && serving.giveUp(now));
  }
  function grant(runId: string, leases: { cardId: string; memoryBytes: number }[]): void {
    const life = byRunId.get(runId);
    const kind = life ? "job" : "replica";
    ledger.hold(
      runId,
      leases.map((lease) => ({ runId, kind, label: runId, ownerId: runId, since: now, ...lease })),
    );
    tell({ at: now, type: "granted", runId, cards: leases.map((lease) => lease.cardId) });
    if (!life) return serving.begin(runId, now, now === 0);
    beginTurn(life, now);
    waiting.delete(life);
    running.add(life);
  }
  function release(runId: string): void {
    const held = ledger.leases().filter((lease) => lease.runId === runId);
    ledger.release(runId);
    tell({ at: now, type: "released", runId, cards: held.map((lease) => lease.cardId) });
  }
  function stop(life: JobLife): void {
    endTurn(life, now);
    running.delete(life);
    waiting.add(life);
    release(life.request.runId);
  }
  function submit(life: JobLife): void {
    if (policy.rules.order === "shortest-first") life.request.firstTurnBySeconds = firstTurnBy(life.request, input());
    waiting.add(life);
  }
  function beginMinute(): void {
    const need = week.need[minute] ?? 1;
    target = Math.max(need, policy.serving(week, minute, cards.length));
    while (serving.count() < target) serving.want();
    while (serving.wanted.length > 0 && serving.count() > target) serving.giveUp(now);
    if (minute > 0) serving.ask(minute, need);
    minute++;
  }
  function passMoments(): void {
    for (const life of running) {
      if (nextMoment(life) > now || !passMoment(life, now)) continue;
      running.delete(life);
      release(life.request.runId);
    }
    for (const runId of serving.passMoment(now)) release(runId);
  }
  function nextTime(): number {
    let next = Math.min(minute * 60, lives[submitted]?.job.submitSeconds ?? Infinity, serving.nextMoment());
    for (const life of running) next = Math.min(next, nextMoment(life));
    return next;
  }

  for (now = nextTime(); now < weekSeconds; now = nextTime()) {
    passMoments();
    for (let life = lives[submitted]; life && life.job.submitSeconds <= now; life = lives[++submitted]) submit(life);
    if (minute * 60 <= now) beginMinute();
    settle();
  }
  return { lives: lives.slice(0, submitted), refused: all.length - lives.length, late: serving.late(weekSeconds) };
}
