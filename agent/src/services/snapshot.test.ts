import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Snapshot } from "../contract/snapshot.ts";
import { systemClock } from "../lib/clock.ts";
import { createSnapshot } from "./snapshot.ts";

let dir: string;
let collected = 0;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-snap-"));
  collected = 0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const service = () =>
  createSnapshot({
    file: path.join(dir, "snapshot.json"),
    clock: systemClock,
    debounceMs: 5,
    async collect() {
      collected += 1;
      return { routes: [], keys: [] };
    },
    spent: () => ({ spent: {}, spentUpTo: { "1-2.jsonl": 3 } }),
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
