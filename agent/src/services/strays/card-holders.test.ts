import { expect, it } from "vitest";
import type { CardHolder, CardState } from "../../contract/card.ts";
import type { Attributed } from "./attribute.ts";
import { createCardHolders, type Found } from "./card-holders.ts";

const held = (bytes: number, pid = 812): Attributed => ({
  holders: [
    { kind: "stranger", memoryBytes: bytes, runId: null, pid, user: "root", command: "x", since: 1, processes: 1 } as CardHolder,
  ],
  strangers: bytes > 0 ? { bytes, by: [{ pid, command: "x", user: "root", bytes }] } : null,
});
const orphan = (id: string) => ({ id, runId: "run_a" }) as Found["orphans"][number];
const found = (one: Attributed, orphans: Found["orphans"] = []): Found => ({ at: 5, cards: new Map([["c", one]]), orphans });

it("tells whether the queue should look again: somebody came, went, or took much more", () => {
  const holders = createCardHolders();
  expect(holders.take(found(held(0)))).toBe(false);
  expect(holders.take(found(held(5e9)))).toBe(true);
  expect(holders.take(found(held(5.1e9)))).toBe(false); // breathing
  expect(holders.take(found(held(5.1e9, 9)))).toBe(true); // another one
  expect(holders.take(found(held(0), [orphan("1-2")]))).toBe(true);
  expect(holders.take(found(held(0), [orphan("1-3")]))).toBe(true);
  expect(holders.take(found(held(0), [orphan("1-3")]))).toBe(false);
});

it("a driver that does not answer once frees nothing", () => {
  const holders = createCardHolders();
  holders.take(found(held(5e9)));
  expect(holders.take(found({ holders: null, strangers: null }))).toBe(false);
  expect(holders.strangersOf("c")?.bytes).toBe(5e9);
  expect(holders.take(found(held(0)))).toBe(true);
  expect(holders.strangersOf("c")).toBeNull();
});

it("shows holders with the card, and what is being stopped until it is gone", () => {
  const holders = createCardHolders();
  expect(holders.strays()).toEqual({ lookedAt: null, orphans: [] });
  const card = { id: "c" } as CardState;
  expect(holders.states([card])).toEqual([card]);
  holders.take(found(held(1), [orphan("1-2")]));
  expect(holders.states([card])[0]?.holders).toHaveLength(1);
  holders.noteStopping("1-2");
  expect(holders.strays().orphans).toMatchObject([{ id: "1-2", isStopping: true }]);
  holders.take(found(held(1)));
  holders.take(found(held(1), [orphan("1-2")]));
  expect(holders.strays().orphans).toMatchObject([{ isStopping: false }]);
});
