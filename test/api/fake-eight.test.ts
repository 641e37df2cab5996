/** The fake eight-card box: the demo's main job runs on it in seconds, and everything a person sees of it says that it is fake. */
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mainJob } from "../../agent/src/cli/demo/main-job.ts";
import { reportOf, summaryOf } from "../../agent/src/cli/demo/report.ts";
import { createStages } from "../../agent/src/cli/demo/stages.ts";
import { fakeWords } from "../../agent/src/cli/fake-words.ts";
import { readArguments, UsageError } from "../../agent/src/cli/verb.ts";
import { Box as BoxBody } from "../../agent/src/contract/box.ts";
import { readSettings } from "../../agent/src/settings.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, startBox } from "../support/start-box.ts";

const root = path.resolve(import.meta.dirname, "../..");
let box: Box;
beforeAll(async () => {
  box = await startBox({ env: { SLUICE_BOX: "8xh100" }, gateway: true });
});
afterAll(() => box.stop());

it("has eight cards of 80 GB that say in every field that they do not exist", async () => {
  const { cards } = await eventually(async () => {
    const read = BoxBody.parse((await box.operator("GET", "/api/box")).body);
    return read.cards.every((card) => card.sample) && read;
  });
  expect(cards.map((card) => card.name)).toEqual(Array.from({ length: 8 }, (_, n) => `Fake H100 80GB ${n}`));
  for (const card of cards) {
    expect(card).toMatchObject({ fake: true, accelerator: "fake", memoryBytes: 80e9 });
    expect(card.facts).toEqual({ driver: "fake", link: { kind: "NVLink", width: 18, cards: 7 } });
    expect(card.sample).toMatchObject({ clockMhz: 1980, slowedBy: [] });
  }
  expect((await box.stranger("GET", "/api/session")).body.fake).toBe(true);
});

it("does the demo's main job on its cards, and says at each result that it is fake", async () => {
  const said: string[] = [];
  const screen = { say: (line: string) => said.push(line), show: () => undefined, clear: () => undefined };
  const settings = { data: box.data, agentSocket: box.socket, root, box: "fake" as const, lan: false };
  const stages = createStages(screen, {}, { isFake: true });
  const end = await mainJob(settings, box.gateway().url, screen, stages);
  expect(Object.keys(stages.seconds)).toEqual(["base-model", "import", "job", "deploy", "answers"]);
  expect(said.filter((line) => line.startsWith("Done"))).toHaveLength(5);
  for (const line of said) expect(line).toMatch(/^Done \(FAKE\): /);
  for (const line of summaryOf(end).filter((one) => /Asked|base:|tuned:|Learned|Kept/.test(one))) expect(line).toContain("FAKE ");
  expect(reportOf(end)).toMatchObject({ fake: true, model: "fake-qinghe-assistant" });
  const { cards } = BoxBody.parse((await box.operator("GET", "/api/box")).body);
  expect(cards.flatMap((card) => card.leases.map((lease) => lease.label)).sort()).toEqual([
    ...["fake-qinghe-assistant", "fake-smollm2-base"],
  ]);
});

it("is asked for by a word, lives in a folder of its own, and refuses what it cannot play", () => {
  const settings = readSettings({ SLUICE_BOX: "8xh100", SLUICE_HOME: path.join(box.data, "home") });
  expect(settings).toMatchObject({ box: "fake", boxWord: "8xh100", fakeCards: { count: 8, kind: "H100 80GB" } });
  expect(path.basename(settings.data)).toBe("data-fake-8xh100");
  expect(fakeWords(settings).join()).toMatch(/^FAKE: .*8 FAKE H100/);
  expect(fakeWords({ box: "real", fakeCards: null })).toEqual([]);
  for (const word of ["8xh200", "0xh100", "99xh100", "h100"]) {
    expect(() => readArguments("demo", ["--box", word], { box: { type: "string" } })).toThrow(UsageError);
  }
});
