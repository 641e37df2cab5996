/** The front door as a person uses it: a key with a limit, a route, a model published to it, then the books and the inspector. */
import { expect } from "vitest";
import type { MainJob } from "./main-job.ts";

const id = (testId: string) => `[data-testid="${testId}"]`;

export async function makeLimitedKey({ page, shot }: MainJob, name: string): Promise<string> {
  await page.goto(new URL("/keys", page.url()).href);
  await page.locator(id("key-name")).fill(name);
  await page.locator(id("key-limits")).click();
  await page.locator(id("key-requests-per-minute")).fill("600");
  await page.locator(id("key-create")).click();
  const secret = (await page.locator(id("key-secret")).innerText()).trim();
  expect(secret).toMatch(/^sk-sluice-/);
  await shot("key-with-limit");
  return secret;
}

export async function makeRoute({ page }: MainJob, name: string, deployment: string): Promise<void> {
  await page.goto(new URL("/routes", page.url()).href);
  await page.locator(id("route-new")).first().click();
  await page.locator(id("route-name")).fill(name);
  const option = page.locator(`${id("route-target")} option`, { hasText: deployment }).first();
  await page.locator(id("route-target")).selectOption((await option.getAttribute("value"))!);
  await page.locator(id("route-create")).click();
  await page.locator(id("route-publish")).waitFor();
}

/** On the route's page: the newest model beside the old one. */
export async function publish({ page, shot }: MainJob, modelName: string): Promise<void> {
  await page.locator(id("route-publish")).click();
  const option = page.locator(`${id("publish-model")} option`, { hasText: modelName }).first();
  await page.locator(id("publish-model")).selectOption((await option.getAttribute("value"))!);
  await page.locator(id("publish-confirm")).click();
  await page
    .locator(`${id("canary-picture")}, ${id("rollout-state")}[data-state="done"]`)
    .first()
    .waitFor({ timeout: 60_000 });
  await page
    .locator(`${id("rollout-state")}[data-state="running"], ${id("rollout-state")}[data-state="done"]`)
    .first()
    .waitFor({ timeout: 120_000 });
  await shot("canary");
}

/** As a program would, from the browser's own host. Answers the request's id. */
export async function askRoute({ page }: MainJob, route: string, secret: string): Promise<string> {
  const asked = await page.evaluate(
    async ({ model, key }) => {
      const answer = await fetch("/v1/chat/completions", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify({ model, max_tokens: 4, messages: [{ role: "user", content: "Hello" }] }),
      });
      return { status: answer.status, requestId: answer.headers.get("x-request-id") };
    },
    { model: route, key: secret },
  );
  expect(asked.status).toBe(200);
  expect(asked.requestId).toBeTruthy();
  return asked.requestId!;
}

export async function findInBooks({ page, shot }: MainJob, keyName: string, requestId: string): Promise<void> {
  await page.goto(new URL("/usage?group=key", page.url()).href);
  await page.locator(id("usage-table")).getByText(keyName).first().waitFor({ timeout: 60_000 });
  await shot("usage");
  await page.goto(new URL(`/requests?q=${encodeURIComponent(requestId)}`, page.url()).href);
  await page.locator(id("request-table")).getByRole("link").first().click();
  await page.locator(id("request-timing")).waitFor({ timeout: 60_000 });
  expect(await page.locator("h1").innerText()).toContain(requestId);
  await shot("request");
}
