/** The six ways to share the cards. All ask the shipped planner, by different rules; they differ in what they keep for serving. */
import { firstComeRules, type PlanRules, sharedRules } from "../scheduler/rules.ts";
import { createServingTarget } from "../scheduler/serving-target.ts";
import type { ServingWeek } from "./serving-week.ts";
import { hourOf } from "./world.ts";

export interface Policy {
  rules: PlanRules;
  /** The widest job it can ever start. */
  widest(cards: number): number;
  createServing(): Serving;
}
/** Cards to be awake in this minute; what is needed in it is known when it begins, what comes after it is not. */
type Serving = (week: ServingWeek, minute: number, cards: number) => number;
export type PolicyId = "staticFifo" | "staticEasy" | "pooledFifo" | "pooledEasy" | "nightOnly" | "sluice";

const half = (cards: number): number => Math.ceil(cards / 2);
const allButOne = (cards: number): number => cards - 1;
const isNight = (minute: number): boolean => hourOf(minute) >= 22 || hourOf(minute) < 7;
const asNeeded: Serving = (week, minute) => week.need[minute] ?? 1;
const onlyByDay: Serving = (week, minute, cards) => (isNight(minute) ? asNeeded(week, minute, cards) : cards);

const easyRules: PlanRules = { ...firstComeRules, backfill: true };
const parted = {
  widest: (cards: number) => cards - half(cards),
  createServing: (): Serving => (_week, _minute, cards) => half(cards),
};
const pooled = { widest: allButOne, createServing: () => asNeeded };

export const policies: Record<PolicyId, Policy> = {
  staticFifo: { ...parted, rules: firstComeRules },
  staticEasy: { ...parted, rules: easyRules },
  pooledFifo: { ...pooled, rules: { ...firstComeRules, giveWay: "to-serving" } },
  pooledEasy: { ...pooled, rules: { ...easyRules, giveWay: "to-serving" } },
  nightOnly: { widest: allButOne, rules: { ...easyRules, giveWay: "to-serving" }, createServing: () => onlyByDay },
  sluice: { widest: allButOne, rules: sharedRules, createServing: foreseen },
};

function foreseen(): Serving {
  const target = createServingTarget();
  return (week, minute, cards) => Math.min(cards, Math.max(asNeeded(week, minute, cards), target(week.load.subarray(0, minute))));
}
