/** One suite for every accelerator, fakes too. Vendors' tools are processes that play what such tools print. */
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createAccelerators, fakeAccelerators } from "../../agent/src/accelerators/index.ts";
import { watchCards } from "../../agent/src/accelerators/watch-cards.ts";
import { Card, Sample } from "../../agent/src/contract/card.ts";
import { playAll, playedTools } from "./support/played-tool.ts";

vi.setConfig({ testTimeout: 40_000 }); // real processes on a machine that may be busy

const tools = playedTools();
playAll(tools);
afterAll(() => tools.remove());
const said: string[] = [];
const real = createAccelerators({ path: tools.path, say: (why) => said.push(why), kernelLog: tools.file("kmsg") });
const all = [...real, ...fakeAccelerators({ count: 3, everyMs: 10, kind: "H100 80GB", link: { kind: "NVLink", width: 18 } })];
const nothing = () => undefined;

describe.each(all.map((accelerator) => [accelerator.id, accelerator] as const))("accelerator %s", (id, accelerator) => {
  it("is named for its file", () => {
    expect(existsSync(path.join(import.meta.dirname, `../../agent/src/accelerators/${id}.ts`))).toBe(true);
  });
  it("finds cards that keep the contract, the same ones each time", async () => {
    const cards = await accelerator.detect();
    expect(cards.length).toBeGreaterThan(0);
    for (const card of cards) {
      expect(Card.parse(card)).toEqual(card);
      expect(card).toMatchObject({ accelerator: id, fake: id === "fake" });
      expect(card.leasableBytes).toBeGreaterThan(0);
      expect(card.leasableBytes).toBeLessThanOrEqual(card.memoryBytes);
    }
    expect(new Set(cards.map((card) => card.id)).size).toBe(cards.length);
    expect(await accelerator.detect()).toEqual(cards);
  });
  it("reads them again and again, and ends when told to", async () => {
    const cards = await accelerator.detect();
    const stop = new AbortController();
    let reads = 0;
    for await (const samples of accelerator.watch(cards, stop.signal, nothing)) {
      expect(samples.map((sample) => sample.cardId)).toEqual(cards.map((card) => card.id));
      for (const sample of samples) {
        expect(Sample.parse(sample)).toEqual(sample);
        if (sample.loadPercent !== null) expect(sample.loadPercent).toBeLessThanOrEqual(100);
        const card = cards.find((c) => c.id === sample.cardId);
        if (sample.memoryUsedBytes !== null) expect(sample.memoryUsedBytes).toBeLessThanOrEqual(card?.memoryBytes ?? 0);
      }
      reads += 1;
      if (reads === 2) stop.abort();
    }
    expect(reads).toBe(2);
  });
  it("gives an environment of plain strings", () => {
    for (const value of Object.values(
      accelerator.env([
        { id: "a", index: 0 },
        { id: "b", index: 1 },
      ]),
    ))
      expect(typeof value).toBe("string");
  });
});

it("watches all kinds at once until told to stop", async () => {
  const stop = new AbortController();
  const seen = new Set<string>();
  const cards = (await Promise.all(all.map((accelerator) => accelerator.detect()))).flat();
  const take = (samples: Sample[]) => {
    for (const sample of samples) seen.add(sample.cardId);
    if (seen.size === cards.length) stop.abort();
  };
  await watchCards(all, cards, stop.signal, take, nothing);
  expect([...seen].sort()).toEqual(cards.map((card) => card.id).sort());
  expect(cards.map((card) => card.accelerator)).toEqual(
    [
      ["cpu", 1],
      ["nvidia", 8],
      ["ascend", 4],
      ["amd", 4],
      ["fake", 3],
    ].flatMap(([id, n]) => Array(Number(n)).fill(id)),
  );
});
