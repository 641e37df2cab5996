/** The official Node client, given a base URL and a key and nothing else. */
import OpenAI from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  startGateway,
  type TestGateway,
  testKey,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
let client: OpenAI;
beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`);
  writeSnapshot(data, [deploymentAt(engine.socket), deploymentAt(null, { name: "waking", retryAfterSeconds: 1 })]);
  gateway = await startGateway(data);
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: testKey });
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});
const messages = [{ role: "user" as const, content: "hi" }];

it("models", async () => {
  const names: string[] = [];
  for await (const model of client.models.list()) names.push(model.id);
  expect(names).toEqual(["helpdesk", "waking"]);
  expect((await client.models.retrieve("helpdesk")).owned_by).toBe("sluice");
});

it("chat", async () => {
  const answer = await client.chat.completions.create({ model: "helpdesk", messages });
  expect(answer.choices[0]?.message.content).toBe("t0 t1 t2 t3 t4 ");
  expect(answer.usage?.total_tokens).toBe(12);
});

it("stream, with usage when asked", async () => {
  const stream = await client.chat.completions.create({
    model: "helpdesk",
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let total = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    total = chunk.usage?.total_tokens ?? total;
  }
  expect([text, total]).toEqual(["t0 t1 t2 t3 t4 ", 12]);
});

it("completions", async () => {
  expect((await client.completions.create({ model: "helpdesk", prompt: "once" })).choices[0]?.text).toBe("t0 t1 t2 t3 t4 ");
});

it("its own typed errors, and its own retry that ends when the model is up", async () => {
  const stranger = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "sk-sluice-wrong" });
  await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  await expect(client.chat.completions.create({ model: "nope", messages })).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  await expect(client.chat.completions.create({ model: "helpdesk", messages: [] })).rejects.toBeInstanceOf(
    OpenAI.BadRequestError,
  );
  const waiting = client.chat.completions.create({ model: "waking", messages }, { maxRetries: 8 });
  writeSnapshot(data, [deploymentAt(engine.socket, { name: "waking" })], { revision: 2 });
  expect((await waiting).model).toBe("waking");
}, 30_000);
