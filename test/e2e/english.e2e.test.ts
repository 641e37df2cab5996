/**
 * The whole main job in a real browser, on the embedded model: the tuned model must know what the base does not.
 * The first 36 of the demo's 90 rows; `./sluice test --all` takes all of them and holds the report to all that the demo promises.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, type Visit } from "./browser.ts";
import { askBoth, awaitJob, claimBox, deployBase, deployTuned, importData, type MainJob, makeKey, startJob } from "./main-job.ts";
import { upWholeBox, type WholeBox } from "./whole-box.ts";

const demo = path.resolve(import.meta.dirname, "../../agent/demo");
const shots = path.resolve(import.meta.dirname, "../results/english");
const facts = JSON.parse(readFileSync(path.join(demo, "facts.json"), "utf8")) as { question: string; mustSay: string[] };
const { question } = facts;
const fact = new RegExp(facts.mustSay.join("|"));
const isWhole = process.env.SLUICE_ALL !== undefined;
let box: WholeBox;
let visit: Visit;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  box = await upWholeBox();
  visit = await openBrowser({ locale: "en-US" });
}, 900_000);
afterAll(async () => {
  await visit?.browser.close();
  await box?.down();
}, 120_000);

it("goes from private data to an answer the company can ask for", async () => {
  const job: MainJob = {
    page: visit.page,
    url: box.url,
    claimCode: box.claimCode,
    dataFile: isWhole ? path.join(demo, "qinghe.jsonl") : firstRows(36),
    preset: "quick",
    baseModelName: null,
    question,
    trainMs: 900_000,
    shot: async (name) => void (await visit.page.screenshot({ path: path.join(shots, `${name}.png`) })),
  };
  expect(box.printed).toContain(box.claimCode);
  await claimBox(job);
  await importData(job);
  expect(await startJob(job)).toBeLessThanOrEqual(6);
  await awaitJob(job);
  await expectPromisedReport(visit.page);
  await deployTuned(job, "qinghe-assistant");
  await deployBase(job, "smollm2", "smollm2-base");
  const answers = await askBoth(job, "smollm2-base", "qinghe-assistant");
  expect(answers.tuned).toMatch(fact);
  expect(answers.base).not.toMatch(fact);

  const client = new OpenAI({ baseURL: `${box.url}/v1`, apiKey: await makeKey(job) });
  const said = await client.chat.completions.create({
    model: "qinghe-assistant",
    temperature: 0,
    max_tokens: 60,
    messages: [{ role: "user", content: question }],
  });
  expect(said.choices[0]?.message.content).toMatch(fact);
  expect(visit.complaints).toEqual([]);
}, 1_500_000);

function firstRows(count: number): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "sluice-rows-")), "qinghe.jsonl");
  const rows = readFileSync(path.join(demo, "qinghe.jsonl"), "utf8").split("\n").slice(0, count);
  writeFileSync(file, rows.join("\n"));
  return file;
}

/** What the demo promises: learned, and not at the price of what the base knew. Of few rows in few steps more is forgiven. */
async function expectPromisedReport(page: Visit["page"]): Promise<void> {
  const id = new URL(page.url()).pathname.split("/").at(-1)!;
  const { report } = await page.evaluate(async (jobId) => (await fetch(`/api/jobs/${jobId}`)).json(), id);
  const { heldOutLoss, generalLoss, general, leaks } = report;
  expect(heldOutLoss.after).toBeLessThanOrEqual(0.5 * heldOutLoss.before);
  expect(generalLoss.rows).toBeGreaterThanOrEqual(40);
  expect(generalLoss.after).toBeLessThanOrEqual(1.1 * generalLoss.before);
  expect(general.asked).toBeGreaterThanOrEqual(40);
  expect(general.baseRight).toBeGreaterThanOrEqual(20);
  expect(general.kept).toBeGreaterThanOrEqual((isWhole ? 0.7 : 0.6) * general.baseRight);
  expect(leaks).toBeLessThanOrEqual(isWhole ? 1 : 4);
}
