/** Real training and real serving through the product: what was learned is measured, and the model says "Paris". */
import OpenAI from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deployBase, openWorld, startTinyJob, untilEnded, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 600_000);
afterAll(() => world?.box.down(), 120_000);

it("trains for real: the held-out loss falls", async () => {
  const job = await untilEnded(world, await startTinyJob(world));
  expect(job.state).toBe("succeeded");
  const { before, after } = job.report.heldOutLoss;
  expect(after).toBeLessThan(0.9 * before);
}, 300_000);

it("serves for real: SmolLM2 knows the capital of France", async () => {
  await deployBase(world, "smollm2");
  // The official client waits out the moment in which the gateway has not read of the new deployment yet (503, Retry-After).
  const client = new OpenAI({ baseURL: `${world.box.url}/v1`, apiKey: world.key });
  const answer = await client.chat.completions.create({
    model: "smollm2",
    temperature: 0,
    max_tokens: 30,
    messages: [{ role: "user", content: "What is the capital of France?" }],
  });
  expect(answer.choices[0]?.message.content).toContain("Paris");
}, 900_000);
