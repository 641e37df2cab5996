/**
 * Gateways that overlap, are killed and start again; an agent that stores, closes and publishes at any moment; midnights: whatever the
 * order, what a gateway believes is what the usage files say.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { spentIn } from "./account.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createWorld, type World } from "./ledger-world.ts";
import { periodsAt } from "./periods.ts";

const steps: ((world: World, a: number, b: number) => void)[] = [
  (world, a, b) => world.open(a, b),
  (world, a, b) => world.open(a, b),
  (world, a, b) => world.end(a, b),
  (world, a, b) => world.end(a, b),
  (world, a, b) => world.mark(a, b),
  (world, a) => world.start(a),
  (world, a) => world.kill(a),
  (world, a) => world.rotate(a),
  (world, a, b) => world.agentStores(a, b),
  (world, a, b) => world.agentStores(a, b),
  (world) => world.agentPublishes(),
  (world, a) => world.gatewayTakes(a),
  (world, a) => world.gatewayTakes(a),
  (world, a) => world.gatewayLooks(a),
  (world, a) => world.pass([1, 700, 20_000, 61_000, 7_200_000, 30 * 3_600_000][a % 6]!),
];
const step = fc.tuple(fc.nat(steps.length - 1), fc.nat(999), fc.nat(999));

function believed(ledger: Ledger, world: World) {
  while (ledger.look());
  const periods = periodsAt(world.now(), world.utcOffsetMinutes);
  return world.keys.map((key) => {
    const account = ledger.accountOf(key);
    const spent = (period: "day" | "month", unit: "tokens" | "cost") => spentIn(account, period, unit, periods);
    return {
      day: [spent("day", "tokens"), spent("day", "cost")],
      month: [spent("month", "tokens"), spent("month", "cost")],
      held: account.held,
      minute: [account.minute.sum("requests", world.now()), account.minute.sum("tokens", world.now())],
    };
  });
}

/** `toEqual` for everyday, cheap: this is asked tens of thousands of times. */
function sameOrThrow(seen: object, truth: object): void {
  if (JSON.stringify(seen) !== JSON.stringify(truth)) expect(seen).toEqual(truth);
}

it.each([
  ["each end remembered", 1 << 20],
  ["ends folded into sums after a few", 4],
])("a gateway's view is the truth: %s", (_name, endsKept) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: "max" }), (order) => {
      const world = createWorld((parts) => createLedger({ ...parts, endsKept }));
      for (const [which, a, b] of order) {
        steps[which]!(world, a, b);
        // Not after each: what a gateway has not looked at yet must not confuse the next snapshot.
        if ((a + b) % 3 > 0) continue;
        const truth = world.truth();
        for (const ledger of world.ledgers()) sameOrThrow(believed(ledger, world), truth);
      }
      // In the end a snapshot is taken, and nothing is kept of what it has.
      world.settle();
      for (const ledger of world.ledgers()) {
        sameOrThrow(believed(ledger, world), world.truth());
        for (const key of world.keys) expect(ledger.accountOf(key).later).toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
});
