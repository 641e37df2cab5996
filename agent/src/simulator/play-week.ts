/** One policy, one week: fake cards and a virtual clock around the shipped planner. */
import type { Card } from "../contract/card.ts";
import { SluiceError } from "../contract/error.ts";
import { decide } from "../scheduler/decide.ts";
import type { Stoppable } from "../scheduler/give-way.ts";
import { createLedger } from "../scheduler/ledger.ts";
import type { PlanInput, PlanRequest } from "../scheduler/plan.ts";
import { turnBy } from "../scheduler/turn-by.ts";
import type { Played } from "./figures.ts";
import { beginTurn, believedLeft, endTurn, type JobLife, passMoment } from "./job-life.ts";
import type { Policy } from "./policies.ts";
import { createServingCards } from "./serving-cards.ts";
import type { ServingWeek } from "./serving-week.ts";
import { weekSeconds } from "./world.ts";

/** Far more than runs can stop and start in one moment. */
const mostRounds = 200;

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
  const servingIn = policy.createServing();
  const lives = all.filter((life) => life.job.cards <= policy.widest(cards.length));
  const byRunId = new Map(lives.map((life) => [life.request.runId, life]));
  let running: JobLife[] = [];
  /** In the order of asking. */
  const waiting: PlanRequest[] = [];
  const etas = new Map<string, number | null>();
  /** Something happened that may let somebody start. */
  let isNews = false;
  let submitted = 0;
  let minute = 0;
  let target = 0;
  let freeCards = cards.length;
  let now = 0;

  function input(): PlanInput {
    for (const [runId, seconds] of serving.asleepIn(now)) etas.set(runId, seconds);
    const stoppable = new Map<string, Stoppable>();
    for (const life of running) {
      etas.set(life.request.runId, believedLeft(life, now));
      const { since, hasCheckpoint } = life.turn!;
      const turnBySeconds = life.request.turnBySeconds ?? Number.POSITIVE_INFINITY;
      stoppable.set(life.request.runId, { lostSeconds: now - since, hadTurn: hasCheckpoint, turnBySeconds });
    }
    const queue = serving.wanted.length > 0 ? [...serving.wanted, ...waiting] : waiting;
    return { cards, leases: ledger.leases(), queue, etas, rules: policy.rules, nowSeconds: now, stoppable };
  }
  function enqueue(life: JobLife): void {
    const { request, job } = life;
    const place = waiting.findLastIndex((other) => byRunId.get(other.runId)!.job.submitSeconds <= job.submitSeconds);
    waiting.splice(place + 1, 0, request);
    isNews = true;
  }
  /** Everything is taken, and nobody would give way: no need to ask. */
  function isStuck(): boolean {
    if (serving.wanted.length > 0) return false;
    return waiting.length === 0 || (freeCards === 0 && policy.rules.giveWay !== "to-serving-and-shorter");
  }
  /** Stops take effect at once, so whoever they were for starts in the next round. */
  function settle(): void {
    for (let round = 0; isNews && !isStuck(); round++) {
      if (round > mostRounds) throw new SluiceError("internal", `The planner goes round in circles at second ${now}.`);
      isNews = false;
      const decided = decide(input());
      for (const { runId, leases } of decided.starts) grant(runId, leases);
      for (const runId of decided.stops) stop(byRunId.get(runId)!);
    }
    // A card nobody else wants may as well stay awake.
    if (waiting.length > 0) while (serving.count() > target && serving.giveUp(now));
  }
  function grant(runId: string, leases: { cardId: string; memoryBytes: number }[]): void {
    const life = byRunId.get(runId);
    const kind = life ? "job" : "replica";
    ledger.hold(
      runId,
      leases.map((lease) => ({ runId, kind, label: runId, ownerId: runId, since: now, ...lease })),
    );
    tell({ at: now, type: "granted", runId, cards: leases.map((lease) => lease.cardId) });
    freeCards -= leases.length;
    if (!life) {
      serving.begin(runId, now, now === 0);
      return;
    }
    beginTurn(life, now);
    waiting.splice(waiting.indexOf(life.request), 1);
    running.push(life);
  }
  function release(runId: string): void {
    const held = ledger.leases().filter((lease) => lease.runId === runId);
    ledger.release(runId);
    freeCards += held.length;
    etas.delete(runId);
    isNews = true;
    tell({ at: now, type: "released", runId, cards: held.map((lease) => lease.cardId) });
  }
  function stop(life: JobLife): void {
    endTurn(life, now);
    running = running.filter((one) => one !== life);
    release(life.request.runId);
    submit(life);
  }
  function submit(life: JobLife): void {
    etas.set(life.request.runId, believedLeft(life, now));
    if (policy.rules.order === "shortest-first") {
      life.request.turnBySeconds ??= turnBy(life.request, input(), life.firstStartAt === null ? "first" : "next") ?? now;
    }
    enqueue(life);
  }
  function beginMinute(): void {
    const need = week.need[minute] ?? 1;
    target = Math.max(need, servingIn(week, minute, cards.length));
    while (serving.count() < target) serving.want();
    isNews ||= serving.wanted.length > 0;
    while (serving.wanted.length > 0 && serving.count() > target) serving.giveUp(now);
    if (minute > 0) serving.ask(minute, need);
    minute++;
  }
  function passMoments(): void {
    for (const life of running) {
      if (life.nextMoment > now) continue;
      isNews ||= policy.rules.giveWay === "to-serving-and-shorter"; // a checkpoint is the moment to give way
      if (!passMoment(life, now)) continue;
      running = running.filter((one) => one !== life);
      release(life.request.runId);
    }
    for (const runId of serving.passMoment(now)) release(runId);
  }
  function nextOfJobs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const life of running) if (life.nextMoment < next) next = life.nextMoment;
    return next;
  }
  function nextTime(): number {
    return Math.min(minute * 60, lives[submitted]?.job.submitSeconds ?? Infinity, serving.nextMoment(), nextOfJobs());
  }

  for (now = nextTime(); now < weekSeconds; now = nextTime()) {
    passMoments();
    for (let life = lives[submitted]; life && life.job.submitSeconds <= now; life = lives[++submitted]) submit(life);
    if (minute * 60 <= now) beginMinute();
    settle();
  }
  return { lives: lives.slice(0, submitted), refused: all.length - lives.length, late: serving.late(weekSeconds) };
}
