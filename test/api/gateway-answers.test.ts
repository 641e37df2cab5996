import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, eventsOf, question } from "../support/ask-gateway.ts";
import { engineName, type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  replicaAt,
  startGateway,
  type TestGateway,
  usageLines,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`, (asked) => (asked.body.user as object | undefined) ?? {});
  writeSnapshot(data, [
    deploymentAt(engine.socket, { replicas: [replicaAt(engine.socket, { secret: "run-secret" })] }),
    deploymentAt(engine.socket, { name: "chat-only", gives: ["chat"] }),
  ]);
  gateway = await startGateway(data);
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});
const lastEnd = () =>
  usageLines(data)
    .filter((line) => line.t === "end")
    .at(-1);

describe("answers", () => {
  it("lists models and finds one", async () => {
    const list = JSON.parse((await ask(gateway.port, undefined, { path: "/v1/models" })).text);
    expect(list).toMatchObject({ object: "list", has_more: false });
    expect(list.data[0]).toEqual({ id: "helpdesk", object: "model", created: 1_700_000_000, owned_by: "sluice" });
    const one = await ask(gateway.port, undefined, { path: "/v1/models/chat-only?x=1" });
    expect(JSON.parse(one.text).id).toBe("chat-only");
  });

  it("hands a whole answer on under the public name, with the engine's own usage billed", async () => {
    const reply = await ask(gateway.port, question);
    const body = JSON.parse(reply.text);
    expect(reply.status).toBe(200);
    expect(body.model).toBe("helpdesk");
    expect(body.choices[0].message.content).toBe("t0 t1 t2 t3 t4 ");
    expect(body.usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 5 });
    expect(lastEnd()).toMatchObject({
      id: reply.headers["x-request-id"],
      status: 200,
      prompt: 7,
      completion: 5,
      cached: 3,
      estimated: false,
      cut: null,
    });
  });

  it("tells the engine its own name of the model and the run's secret, never the client's key", async () => {
    await ask(gateway.port, { ...question, stream: true, temperature: 0.5 });
    const asked = engine.asked.at(-1);
    expect(asked?.body).toMatchObject({ model: engineName, temperature: 0.5, stream_options: { include_usage: true } });
    expect(asked?.headers.authorization).toBe("Bearer run-secret");
  });

  it("streams, and keeps the usage chunk from who did not ask for it", async () => {
    const plain = eventsOf((await ask(gateway.port, { ...question, stream: true })).text);
    expect(plain.at(-1)).toBe("[DONE]");
    expect(plain.join()).not.toContain('"usage"');
    const asked = eventsOf(
      (await ask(gateway.port, { ...question, stream: true, stream_options: { include_usage: true } })).text,
    );
    expect(JSON.parse(asked.at(-2) ?? "")).toMatchObject({ choices: [], model: "helpdesk", usage: { completion_tokens: 5 } });
    const text = plain.slice(0, -1).map((event) => JSON.parse(event).choices[0].delta.content ?? "");
    expect(text.join("")).toBe("t0 t1 t2 t3 t4 ");
    expect(lastEnd()).toMatchObject({ completion: 5, estimated: false, firstMs: expect.any(Number) });
  });

  it("completions, whole and streamed", async () => {
    const completion = { model: "helpdesk", prompt: "once" };
    const whole = await ask(gateway.port, completion, { path: "/v1/completions" });
    expect(JSON.parse(whole.text).choices[0].text).toBe("t0 t1 t2 t3 t4 ");
    const events = eventsOf((await ask(gateway.port, { ...completion, stream: true }, { path: "/v1/completions" })).text);
    expect(events).toHaveLength(7);
    expect(lastEnd()).toMatchObject({ path: "/v1/completions", completion: 5 });
  });

  it("an answer the engine did not count is estimated and says so", async () => {
    await ask(gateway.port, { ...question, stream: true, user: { noUsage: true, tokens: 9 } });
    expect(lastEnd()).toMatchObject({ completion: 9, estimated: true, cut: null });
  });

  it("brings an engine's refusal into OpenAI's shape, free of charge", async () => {
    const body = '{"error":{"code":400,"message":"context is full","type":"exceed_context_size_error"}}';
    for (const stream of [false, true]) {
      const reply = await ask(gateway.port, { ...question, stream, user: { status: 400, body } });
      expect(reply.status).toBe(400);
      expect(JSON.parse(reply.text).error).toEqual({
        message: "context is full",
        type: "invalid_request_error",
        param: null,
        code: "context_length_exceeded",
      });
      expect(lastEnd()).toMatchObject({ status: 400, prompt: 0, completion: 0, estimated: false });
    }
  });
});
