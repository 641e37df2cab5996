/** The fake engines that serve: each on a card of its own, waking, awake or falling asleep. */
import type { PlanRequest } from "../scheduler/plan.ts";
import type { LateMinute } from "./figures.ts";
import { costs } from "./world.ts";

export interface ServingCards {
  /** Starts that are wanted and not granted yet. */
  readonly wanted: PlanRequest[];
  /** How many serve or will. */
  count(): number;
  want(): void;
  /** Takes back a wish, else puts the youngest engine to sleep. True: a card comes free in a moment. */
  giveUp(now: number): boolean;
  begin(runId: string, now: number, isAwake: boolean): void;
  nextMoment(): number;
  /** Those that fell asleep: their cards are free. */
  passMoment(now: number): string[];
  /** Seconds until the card of each one that is falling asleep comes free. */
  asleepIn(now: number): [string, number][];
  /** This minute needs so many awake. */
  ask(minute: number, need: number): void;
  /** Minutes whose requests had to wait; those still unserved wait until `end`. */
  late(end: number): LateMinute[];
}
interface FakeEngine {
  runId: string;
  state: "waking" | "awake" | "falling-asleep";
  /** When it is awake, or asleep. */
  at: number;
}

export function createServingCards(): ServingCards {
  let engines: FakeEngine[] = [];
  let unserved: { minute: number; need: number }[] = [];
  let made = 0;
  const wanted: PlanRequest[] = [];
  const late: LateMinute[] = [];
  const awake = () => engines.reduce((count, engine) => count + Number(engine.state === "awake"), 0);
  function nextMoment(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const engine of engines) if (engine.state !== "awake") next = Math.min(next, engine.at);
    return next;
  }

  return {
    wanted,
    count: () => wanted.length + engines.filter((engine) => engine.state !== "falling-asleep").length,
    want() {
      const runId = `serving-${++made}`;
      wanted.push({ runId, kind: "replica", label: runId, runsOn: ["fake"], memoryBytes: 1, cards: 1 });
    },
    giveUp(now) {
      if (wanted.pop()) return false;
      const youngest = engines.findLast((engine) => engine.state === "awake");
      if (youngest) Object.assign(youngest, { state: "falling-asleep", at: now + costs.sleepSeconds });
      return youngest !== undefined;
    },
    begin(runId, now, isAwake) {
      const place = wanted.findIndex((request) => request.runId === runId);
      wanted.splice(place, 1);
      engines.push({ runId, state: isAwake ? "awake" : "waking", at: isAwake ? now : now + costs.wakeSeconds });
    },
    nextMoment,
    passMoment(now) {
      if (nextMoment() > now) return [];
      const asleep = engines.filter((engine) => engine.state === "falling-asleep" && engine.at <= now);
      engines = engines.filter((engine) => !asleep.includes(engine));
      for (const engine of engines) if (engine.state === "waking" && engine.at <= now) engine.state = "awake";
      const count = awake();
      late.push(...unserved.filter(({ need }) => need <= count).map(({ minute }) => ({ minute, readyAtSeconds: now })));
      unserved = unserved.filter(({ need }) => need > count);
      return asleep.map((engine) => engine.runId);
    },
    asleepIn: (now) =>
      engines.flatMap((one): [string, number][] => (one.state === "falling-asleep" ? [[one.runId, one.at - now]] : [])),
    ask(minute, need) {
      if (need > awake()) unserved.push({ minute, need });
    },
    late: (end) => [...late, ...unserved.map(({ minute }) => ({ minute, readyAtSeconds: end }))],
  };
}
