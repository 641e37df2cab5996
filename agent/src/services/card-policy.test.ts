import { expect, it } from "vitest";
import type { CardHours } from "../contract/card-time.ts";
import { createCardPolicy } from "./card-policy.ts";

it("knows whose the cards are and who may sleep, and says when a decision may come out differently", async () => {
  let now = Date.parse("2026-11-23T07:00Z");
  let cardHours: CardHours = null;
  let underWay: object[] = [];
  const deployments = [
    { id: "dep_a", mayGiveWay: true, wakeOnDemand: false, awakeUntil: null as string | null, sleep: null },
    { id: "dep_b", mayGiveWay: false, wakeOnDemand: true, awakeUntil: null, sleep: {} },
  ];
  const policy = createCardPolicy({
    settings: { read: async () => ({ boxName: "b", restartLimit: 1, currency: "CNY", usageLineDays: 1, cardHours }) },
    deployments: { all: async () => deployments as never },
    rollouts: { underWay: async () => underWay as never },
    clock: { now: () => now, sleep: async () => undefined },
    zone: "UTC",
  });
  await policy.refresh();
  expect(policy.cardTime()).toMatchObject({ belongsTo: "serving", isSet: false });
  expect(policy.shown()).toBeNull();
  expect([policy.hasChanged(), policy.hasChanged()]).toEqual([true, false]);
  expect([policy.standingOf("dep_a"), policy.standingOf("dep_a.1")]).toEqual(
    Array(2).fill({ mayGiveWay: true, awakeUntilMs: null }),
  );
  expect(policy.standingOf("job_a")).toBeNull();
  expect(policy.isAnyToWake()).toBe(true);

  const day = { from: "08:00", to: "20:00" };
  cardHours = { serving: [day, day, day, day, day, null, null] };
  await policy.refresh();
  expect(policy.shown()).toEqual({ belongsTo: "training", until: "2026-11-23T08:00:00.000Z" });
  expect(policy.hasChanged()).toBe(true);
  now = Date.parse("2026-11-23T08:00Z"); // by itself, when the hour comes
  expect([policy.hasChanged(), policy.cardTime().belongsTo]).toEqual([true, "serving"]);
  now = Date.parse("2026-11-23T07:59Z"); // and when the clock is set back
  expect(policy.cardTime().belongsTo).toBe("training");

  deployments[0]!.awakeUntil = "2026-11-23T08:30:00.000Z";
  await policy.refresh();
  expect([policy.hasChanged(), policy.hasChanged()]).toEqual([true, false]);
  now = Date.parse("2026-11-23T08:30Z");
  expect(policy.hasChanged()).toBe(true);
  underWay = [{ canaryId: "dep_c", stableId: "dep_a" }];
  await policy.refresh();
  expect(policy.standingOf("dep_a")).toMatchObject({ mayGiveWay: false });
});
