import { expect, it } from "vitest";
import { deploymentAt } from "../../../../test/support/start-gateway.ts";
import { createAskToWake } from "./ask-to-wake.ts";

it("asks once for one that sleeps and may be woken, and again when nothing came of it", () => {
  let now = 0;
  const told: string[] = [];
  const ask = createAskToWake({
    tell: ({ kind, route, deployment }) => told.push(`${kind} ${route} ${deployment}`),
    clock: { now: () => now, sleep: async () => undefined },
  });
  const asleep = deploymentAt(null, { state: "asleep", wakeOnDemand: true });
  ask({ ...asleep, state: "waking" }, "helpdesk");
  ask({ ...asleep, wakeOnDemand: false }, "helpdesk");
  ask(null, "helpdesk");
  expect(told).toEqual([]);
  ask(asleep, "helpdesk");
  now = 9_999;
  ask(asleep, "helpdesk");
  ask({ ...asleep, id: "dep_other" }, "helpdesk");
  expect(told).toEqual([`wake-asked helpdesk ${asleep.id}`, "wake-asked helpdesk dep_other"]);
  now = 10_000;
  ask(asleep, "helpdesk");
  expect(told).toHaveLength(3);
});
