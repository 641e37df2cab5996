import type { CardTime } from "./card-time.ts";

/** How the planner decides among jobs. Rules are data: the box, and every policy of the simulator, ask the same planner. */
export interface PlanRules {
  /** Shortest first holds only while the length of every waiting job is known; otherwise nobody overtakes. */
  order: "first-come" | "shortest-first";
  /** May a later job go ahead where that keeps the first one waiting no longer? Known lengths only. */
  backfill: boolean;
  /** Whom a running job gives way to: nobody, engines that serve, or a job that is much shorter as well. */
  giveWay: "never" | "to-serving" | "to-serving-and-shorter";
}

export const firstComeRules: PlanRules = { order: "first-come", backfill: false, giveWay: "never" };

/** The rules Sluice ships. */
export const sharedRules: PlanRules = { order: "shortest-first", backfill: true, giveWay: "to-serving-and-shorter" };

/** The box's: jobs give way to engines in the hours that somebody set for serving, and to other jobs never (nobody knows their lengths). */
export function boxRules({ belongsTo, isSet }: CardTime): PlanRules {
  return { ...sharedRules, giveWay: isSet && belongsTo === "serving" ? "to-serving" : "never" };
}
