import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type KeySnapshot, Snapshot } from "../contract/snapshot.ts";
import { systemClock } from "../lib/clock.ts";
import { createSnapshot } from "./snapshot.ts";

let dir: string;
let collected = 0;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-snap-"));
  collected = 0;
  keys = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const key = (id: string, more: Partial<KeySnapshot> = {}): KeySnapshot => {
  return {
    ...{ id, projectId: "proj_a", personId: "usr_a", kind: "person", expiresAt: null, disabled: false },
    secrets: [{ sha256: "0".repeat(64), expiresAt: null }],
    ...{ allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null, budgets: [] },
    ...more,
  };
};
const sum = {
  ...{ promptTokens: 1, completionTokens: 2, requests: 1 },
  day: { period: "2026-11-27", tokens: 3, cost: 0 },
  month: { period: "2026-11", tokens: 3, cost: 0 },
};
let keys: KeySnapshot[] = [];

const service = () =>
  createSnapshot({
    file: path.join(dir, "snapshot.json"),
    clock: systemClock,
    gapMs: 5,
    async collect() {
      collected += 1;
      return { deployments: [], routes: [], keys, logging: [] };
    },
    spent: () => ({ spent: { key_a: sum, key_r: sum }, spentUpTo: { "1-2.jsonl": 3 }, closed: [] }),
    onError: (error) => {
      throw error;
    },
  });
const read = () => Snapshot.parse(JSON.parse(readFileSync(path.join(dir, "snapshot.json"), "utf8")));

it("writes whole files whose revision grows, also over restarts", async () => {
  await service().publish();
  expect(read()).toMatchObject({ revision: 1, spentUpTo: { "1-2.jsonl": 3 } });
  const second = service();
  await Promise.all([second.publish(), second.publish()]);
  expect(read().revision).toBe(3);
  expect(readdirSync(dir)).toEqual(["snapshot.json"]);
});

it("many requests in a row become one file", async () => {
  const one = service();
  for (let n = 0; n < 50; n++) one.request();
  await vi.waitFor(() => expect(read().revision).toBe(1));
  expect(collected).toBe(1);
  one.stop();
});

it("leaves out expired keys, and what they spent; a disabled one stays, so that its holder is told", async () => {
  const now = Date.now();
  keys = [
    key("key_a"),
    key("key_d", { disabled: true }),
    key("key_r", { expiresAt: now - 1 }),
    key("key_n", { expiresAt: now + 60_000 }),
  ];
  await service().publish();
  expect(read().keys.map(({ id }) => id)).toEqual(["key_a", "key_d", "key_n"]);
  expect(read().spent).toEqual({ key_a: sum });
});
