import type { statfs } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { budgetsNear } from "./budgets-near.ts";
import { cardsGone } from "./cards-gone.ts";
import { deploymentsDown } from "./deployments-down.ts";
import { diskSpace } from "./disk-space.ts";
import { packsMissing } from "./packs-missing.ts";

const gib = 1024 ** 3;
const diskWith = (freeGib: number) =>
  (async () => ({ blocks: 100 * gib, bfree: freeGib * gib, bavail: freeGib * gib, bsize: 1 })) as unknown as typeof statfs;

describe("health checks", () => {
  it("disk space: nothing, a warning, an error; one disk is said once", async () => {
    expect(await diskSpace(["/a"], diskWith(20)).check()).toEqual([]);
    expect((await diskSpace(["/a", "/b"], diskWith(3)).check()).map((a) => [a.severity, a.id])).toEqual([
      ["warning", "disk-space:/a"],
    ]);
    expect((await diskSpace(["/a"], diskWith(0.5)).check())[0]).toMatchObject({ severity: "error", code: "disk-space" });
  });

  it("a card is gone after six silent looks, and back with the first word", async () => {
    let at: number | null = null;
    const card = {
      id: "cpu0",
      accelerator: "cpu" as const,
      index: 0,
      name: "CPU",
      memoryBytes: 1,
      leasableBytes: 1,
      evidence: "ran-here" as const,
      fake: false,
    };
    const check = cardsGone({ cards: () => [card], lastSeen: () => at });
    expect(await check.check()).toEqual([]);
    at = 5;
    for (let n = 0; n < 6; n += 1) expect(await check.check()).toEqual([]);
    expect((await check.check()).map((a) => a.id)).toEqual(["card-gone:cpu0"]);
    at = 6;
    expect(await check.check()).toEqual([]);
  });

  it("says what is wrong with a card, and of a driver that is gone one sentence for all its cards", async () => {
    const card = (id: string, state?: "lost" | "silent" | "no-driver" | "needs-reset") => ({
      ...{ id, accelerator: "nvidia" as const, index: 0, name: id, memoryBytes: 1, leasableBytes: 1 },
      ...{ evidence: "from-documents" as const, fake: false },
      ...(state && { condition: { state, why: "Xid 79.", since: 1 } }),
    });
    const cards = [card("a"), card("b", "lost"), card("c", "silent"), card("d", "needs-reset"), card("e", "no-driver")];
    const ids = async (broken: [string, string][]) =>
      (await cardsGone({ cards: () => cards, lastSeen: () => null, brokenDrivers: () => broken }).check()).map((a) => a.id);
    expect(await ids([])).toEqual(["card-lost:b", "card-needs-reset:d"]); // a reader that was just begun again is no news
    expect(await ids([["nvidia", "it does not answer"]])).toEqual(["driver-gone:nvidia"]);
  });

  it("says which pack is missing and which deployment is down, and why", async () => {
    const pack = (state: "missing" | "ready") => ({ id: state, title: "T", gives: [], diskBytes: 1, state, version: null });
    expect((await packsMissing(() => [pack("missing"), pack("ready")]).check()).map((a) => a.id)).toEqual([
      "pack-missing:missing",
    ]);
    const cause = { code: "crashed" as const, message: "It died.", line: null, exitCode: 1, signal: null };
    const down = { id: "dep_1", name: "helpdesk", state: "needs-attention", cause };
    const found = await deploymentsDown(async () => [down, { ...down, state: "ready" }]).check();
    expect(found.map((a) => a.message)).toEqual(['The deployment "helpdesk" is down. It died.']);
  });

  it("says which key passed which soft budget; keys that cannot spend any more are let be", async () => {
    const budgets = [
      { period: "day" as const, unit: "tokens" as const, soft: 1000, hard: null },
      { period: "month" as const, unit: "cost" as const, soft: 5, hard: 10 },
    ];
    const spent = { dayTokens: 999, dayCost: 9, monthTokens: 5000, monthCost: 5.001 };
    const key = { id: "key_1", name: "app", revokedAt: null, disabledAt: null, budgets, spent };
    const ended = "2026-11-27T10:00:00.000Z";
    const check = (keys: (typeof key)[]) => budgetsNear(async () => keys).check();
    expect((await check([key])).map((a) => [a.id, a.message])).toEqual([
      ["budget-near:key_1:month:cost", 'The key "app" has passed its soft budget of this month: 5 of 5.'],
    ]);
    expect(await check([{ ...key, spent: { ...spent, dayTokens: 1000 } }])).toHaveLength(2);
    expect(await budgetsNear(async () => [{ ...key, disabledAt: ended }]).check()).toEqual([]);
    expect(await budgetsNear(async () => [{ ...key, revokedAt: ended }]).check()).toEqual([]);
  });
});
