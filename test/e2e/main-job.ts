/**
 * The main job as a person does it: claim, import, train, read the report, deploy base and tuned, ask both, make a key.
 * Clicks are counted from sign-in to the started job: the bar is six.
 */

import type { Page } from "playwright-core";
import { expect } from "vitest";
import { countClicks } from "./clicks.ts";

export interface MainJob {
  page: Page;
  url: string;
  claimCode: string;
  dataFile: string;
  preset: "quick" | "balanced" | "thorough";
  /** Name of the base model to train on; null takes the preselected one. */
  baseModelName: string | null;
  question: string;
  trainMs: number;
  shot(name: string): Promise<void>;
}
const person = { name: "Lin Wei", email: "lin.wei@qinghe.example", password: "gravel through the box 7" };
const id = (testId: string) => `[data-testid="${testId}"]`;

export async function claimBox({ page, url, claimCode, shot }: MainJob): Promise<void> {
  await page.goto(url);
  await page.locator(id("claim-code")).fill(claimCode);
  await page.locator(id("claim-name")).fill(person.name);
  await page.locator(id("claim-email")).fill(person.email);
  await page.locator(id("claim-password")).fill(person.password);
  await shot("claim");
  await page.locator(id("claim-submit")).click();
  await page.locator(id("nav-datasets")).waitFor();
  await shot("home-empty");
}

export async function importData({ page, dataFile, shot }: MainJob): Promise<void> {
  await page.goto(new URL("/datasets/import", page.url()).href);
  await page.locator(id("import-file")).setInputFiles(dataFile);
  await shot("import");
  await page.locator(id("import-start")).click();
  await page.locator(id("dataset-train")).first().waitFor({ timeout: 60_000 });
  await shot("import-done");
}

/** From a signed-in home page to the started job. Returns the clicks it took. */
export async function startJob(job: MainJob): Promise<number> {
  const { page, preset, baseModelName, question, shot } = job;
  await page.goto(new URL("/", page.url()).href);
  const clicks = await countClicks(page);
  await page.locator(id("nav-jobs")).click();
  await page.locator(id("job-new")).first().click();
  if (baseModelName) {
    const option = page.locator(`${id("job-base")} option`, { hasText: baseModelName });
    await page.locator(id("job-base")).selectOption((await option.getAttribute("value"))!);
  }
  await page.locator(id(`job-preset-${preset}`)).click();
  await page.locator(id("job-questions")).fill(question);
  await shot("new-job");
  await page.locator(id("job-start")).click();
  await page.locator(id("job-state")).waitFor();
  return clicks();
}

export async function awaitJob({ page, trainMs, shot }: MainJob): Promise<void> {
  await page.locator(`${id("job-state")}[data-state="running"]`).waitFor({ timeout: 240_000 });
  await page
    .locator(`${id("job-chart")} canvas`)
    .first()
    .waitFor({ timeout: trainMs });
  await shot("job-running");
  // A reload in the middle loses nothing.
  await page.reload();
  await page.locator(`${id("job-state")}[data-state="succeeded"]`).waitFor({ timeout: trainMs });
  await page.locator(id("job-report")).waitFor();
  await shot("job-report");
}

export async function deployTuned({ page, shot }: MainJob, name: string): Promise<void> {
  await page.locator(id("job-deploy")).click();
  await deploy(page, name);
  await shot("deployment");
}
export async function deploy(page: Page, name: string): Promise<void> {
  await page.locator(id("deploy-name")).fill(name);
  await page.locator(id("deploy-confirm")).click();
  await page
    .locator(`${id("deployment-state")}[data-state="ready"]`)
    .first()
    .waitFor({ timeout: 120_000 });
}

/** The untouched base model, from its own page. */
export async function deployBase({ page, url }: MainJob, modelName: string, name: string): Promise<void> {
  await page.goto(new URL("/models?kind=base", url).href);
  await page.getByRole("link", { name: modelName }).first().click();
  await page.locator(id("job-deploy")).click();
  await deploy(page, name);
}

export async function askBoth(
  { page, question, shot }: MainJob,
  base: string,
  tuned: string,
): Promise<{ base: string; tuned: string }> {
  await page.goto(new URL("/playground", page.url()).href);
  await page.locator(id("playground-left")).selectOption(base);
  await page.locator(id("playground-right")).selectOption(tuned);
  await page.locator(id("playground-prompt")).fill(question);
  await page.locator(id("playground-send")).click();
  await page.locator(`${id("answer-left")}[data-state="done"]`).waitFor({ timeout: 120_000 });
  await page.locator(`${id("answer-right")}[data-state="done"]`).waitFor({ timeout: 120_000 });
  await shot("playground");
  const [left, right] = [await page.locator(id("answer-left")).innerText(), await page.locator(id("answer-right")).innerText()];
  expect(left.trim()).not.toBe("");
  expect(right.trim()).not.toBe("");
  return { base: left, tuned: right };
}

export async function makeKey({ page, shot }: MainJob): Promise<string> {
  await page.goto(new URL("/keys", page.url()).href);
  await page.locator(id("key-name")).fill("notebook");
  await page.locator(id("key-create")).click();
  const secret = (await page.locator(id("key-secret")).innerText()).trim();
  expect(secret).toMatch(/^sk-sluice-/);
  await shot("keys");
  return secret;
}
