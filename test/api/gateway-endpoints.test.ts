/** Every inference endpoint through the real gateway, answered with what llama.cpp really said; each request's bill beside it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readExchange } from "../../agent/src/services/exchanges/read-exchange.ts";
import { type Asking, ask, eventsOf, open } from "../support/ask-gateway.ts";
import { eventually } from "../support/eventually.ts";
import { type Behaviour, engineName, type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import { recorded, saidFrames } from "../support/question-of.ts";
import {
  deploymentAt,
  keyRow,
  newDataFolder,
  removeDataFolder,
  routeTo,
  startGateway,
  type TestGateway,
  testKey,
  usageLines,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
let behaviour: Behaviour = {};
const quietKey = `sk-sluice-${"q".repeat(43)}`;
const [chat, responses, messages] = ["/v1/chat/completions", "/v1/responses", "/v1/messages"];

beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`, () => behaviour);
  const helpdesk = deploymentAt(engine.socket);
  const vectors = deploymentAt(engine.socket, { name: "vectors", gives: ["embeddings"], can: [] });
  const ranker = deploymentAt(engine.socket, { name: "ranker", gives: ["rerank"], can: [] });
  const policy = { ...routeTo([helpdesk]).policy, maxTokens: 9, systemPrompt: { text: "House rules.", locked: true } };
  const routes = [helpdesk, vectors, ranker].map((one) => routeTo([one]));
  writeSnapshot(data, [helpdesk, vectors, ranker], {
    routes: [...routes, routeTo([helpdesk], { name: "fixed", policy })],
    keys: [keyRow(testKey), keyRow(quietKey, { id: "key_q", projectId: "prj_q" })],
    logging: [{ projectId: "prj_aaaaaaaa", retentionDays: 30 }],
  });
  gateway = await startGateway(data);
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});

const replay = (name: string): Behaviour => ({ replay: saidFrames(name) });
const whole = (name: string): Behaviour => ({ status: 200, body: recorded(name).toString() });
async function call(how: Behaviour, at: string, body: object, asking: Asking = {}) {
  behaviour = how;
  const reply = await ask(gateway.port, { model: "helpdesk", ...body }, { path: at, ...asking });
  return { ...reply, json: () => JSON.parse(reply.text) };
}
const bill = (id: unknown) => usageLines(data).find((line) => line.t === "end" && line.id === id);
const hi = [{ role: "user", content: "hi" }];

describe("responses", () => {
  it("whole: a chat for the engine, a response for the client, counted by the engine", async () => {
    const reply = await call(whole("chat.json"), responses, { input: "hi", instructions: "Be brief.", max_output_tokens: 12 });
    expect(reply.json()).toMatchObject({
      object: "response",
      status: "completed",
      model: "helpdesk",
      usage: { output_tokens: 8 },
    });
    expect(engine.asked.at(-1)).toMatchObject({
      path: chat,
      body: { model: engineName, max_tokens: 12, messages: [{ role: "system", content: "Be brief." }, hi[0]] },
    });
    expect(bill(reply.headers["x-request-id"])).toMatchObject({ path: responses, prompt: 16, completion: 8, estimated: false });
  });
  it("streamed: ends with response.completed, which leaves after the bill is written", async () => {
    const reply = await call(replay("chat.sse"), responses, { input: "hi", stream: true });
    expect(reply.text.trimEnd().split("\n\n").at(-1)).toMatch(/^event: response.completed\n/);
    expect(bill(reply.headers["x-request-id"])).toMatchObject({
      prompt: 16,
      completion: 8,
      estimated: false,
      cut: null,
      stream: true,
    });
  });
  it("hung up on: counted by what was seen", async () => {
    behaviour = { tokens: 1000, gapMs: 5 };
    const { req, res } = await open(gateway.port, { model: "helpdesk", input: "hi", stream: true }, { path: responses });
    const id = res.headers["x-request-id"];
    let seen = 0;
    for await (const part of res) {
      seen += String(part).split("output_text.delta\n").length - 1;
      if (seen >= 5) break;
    }
    req.destroy();
    const line = await eventually(() => bill(id), 10_000);
    expect(line).toMatchObject({ status: 499, cut: "client", estimated: true });
    expect(line.t === "end" && line.completion).toBeGreaterThanOrEqual(5);
  });
});

describe("messages", () => {
  const asked = { messages: hi, max_tokens: 12 };
  it("whole and streamed, under the public name, counted in Anthropic's way", async () => {
    const one = await call(whole("messages.json"), messages, asked);
    expect(one.json()).toMatchObject({ type: "message", model: "helpdesk", content: [{ type: "text" }] });
    expect(one.headers["request-id"]).toBe(one.headers["x-request-id"]);
    const stream = await call(replay("messages.sse"), messages, { ...asked, stream: true });
    expect(stream.text).toMatch(/^event: message_start\n/);
    expect(stream.text).toMatch(/"type":"message_stop"}\n\n$/);
    expect(engine.asked.at(-1)?.body.stream_options).toBeUndefined();
    for (const { headers } of [one, stream])
      expect(bill(headers["x-request-id"])).toMatchObject({
        path: messages,
        prompt: 16,
        completion: 8,
        cached: 15,
        estimated: false,
      });
  });
  it("counts tokens of a question for nothing", async () => {
    const reply = await call({ status: 200, body: '{"input_tokens":32}' }, `${messages}/count_tokens`, { messages: hi });
    expect(reply.json()).toEqual({ input_tokens: 32 });
    expect(bill(reply.headers["x-request-id"])).toMatchObject({ status: 200, prompt: 0, completion: 0, estimated: false });
  });
  it("errors are Anthropic's: ours, the engine's, and one in mid-stream", async () => {
    const wrong = await call({}, messages, { messages: hi });
    expect(wrong).toMatchObject({ status: 400 });
    expect(wrong.json()).toEqual({
      type: "error",
      error: { type: "invalid_request_error", message: expect.stringContaining("max_tokens") },
      request_id: wrong.headers["x-request-id"],
    });
    const stranger = await call({}, messages, asked, { key: `sk-sluice-${"x".repeat(43)}` });
    expect([stranger.status, stranger.json().error.type]).toEqual([401, "authentication_error"]);
    const full = await call({ status: 400, body: recorded("error-context.json").toString() }, messages, asked);
    expect([full.status, full.json().error.type, full.json().error.message]).toEqual([
      400,
      "invalid_request_error",
      expect.stringContaining("context size"),
    ]);
    const frames = [
      ...saidFrames("messages.sse").slice(0, 4),
      Buffer.from('data: {"error":{"code":500,"message":"out of breath"}}\n\n'),
    ];
    const broken = await call({ replay: frames }, messages, { ...asked, stream: true });
    expect(broken.text.trimEnd().split("\n\n").at(-1)).toMatch(
      /^event: error\ndata: {"type":"error","error":{"type":"api_error","message":"out of breath"}/,
    );
    expect(bill(broken.headers["x-request-id"])).toMatchObject({
      status: 502,
      cut: "engine",
      prompt: 16,
      completion: 2,
      estimated: true,
    });
  });
});

describe("several choices", () => {
  it("whole: asked as a stream and gathered, so that each one is counted", async () => {
    const reply = await call(replay("chat-two-choices.sse"), chat, { messages: hi, n: 2 });
    expect(engine.asked.at(-1)?.body).toMatchObject({ n: 2, stream: true });
    const answer = reply.json();
    expect(reply.headers["content-type"]).toContain("application/json");
    expect(answer).toMatchObject({
      object: "chat.completion",
      model: "helpdesk",
      usage: { prompt_tokens: 16, completion_tokens: 6 },
    });
    expect(answer.choices.map((choice: { index: number }) => choice.index)).toEqual([0, 1]);
    expect(bill(reply.headers["x-request-id"])).toMatchObject({ prompt: 16, completion: 6, estimated: false, stream: false });
  });
  it("streamed: one count at the end", async () => {
    const body = { messages: hi, n: 2, stream: true, stream_options: { include_usage: true } };
    const events = eventsOf((await call(replay("chat-two-choices.sse"), chat, body)).text);
    expect(events.filter((event) => event.includes('"usage"'))).toEqual([events.at(-2)]);
    expect(JSON.parse(events.at(-2) ?? "").usage).toMatchObject({ prompt_tokens: 16, completion_tokens: 6 });
  });
  it("cut off by the engine, they are not half an answer", async () => {
    const reply = await call({ replay: saidFrames("chat-two-choices.sse").slice(0, 5) }, chat, { messages: hi, n: 2 });
    expect(reply.status).toBe(503);
  });
});

describe("embeddings and ranking", () => {
  it("vectors in base64, as OpenAI's clients ask, or as numbers; only the question costs", async () => {
    const body = { model: "vectors", input: ["abc", "z"] };
    const coded = await call(whole("embeddings.json"), "/v1/embeddings", { ...body, encoding_format: "base64" });
    expect(coded.json()).toMatchObject({ model: "vectors", data: [{ embedding: expect.any(String) }, {}] });
    const plain = await call(whole("embeddings.json"), "/v1/embeddings", body);
    expect(Buffer.from(coded.json().data[0].embedding, "base64").readFloatLE(0)).toBeCloseTo(
      plain.json().data[0].embedding[0],
      5,
    );
    expect(bill(plain.headers["x-request-id"])).toMatchObject({ prompt: 8, completion: 0, estimated: false });
  });
  it("a text too long for the model is the client's fault, not the engine's", async () => {
    const body =
      '{"error":{"code":500,"message":"input (3001 tokens) is too large to process. increase the physical batch size","type":"server_error"}}';
    const reply = await call({ status: 500, body }, "/v1/embeddings", { model: "vectors", input: "abc" });
    expect(reply.status).toBe(400);
    expect(reply.json().error.code).toBe("context_length_exceeded");
  });
  it("an order of documents", async () => {
    const body = { model: "ranker", query: "abc", documents: ["b c d", "zzz", { text: "abc" }], return_documents: true };
    const reply = await call(whole("rerank.json"), "/v1/rerank", body);
    expect(reply.json().results[0]).toMatchObject({ index: 1, document: { text: "zzz" } });
    expect(engine.asked.at(-1)?.body.documents).toEqual(["b c d", "zzz", "abc"]);
    expect(bill(reply.headers["x-request-id"])).toMatchObject({ prompt: 24, completion: 0 });
  });
});

describe("capabilities", () => {
  const image = [{ role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,aaaa" } }] }];
  it.each<[string, string, object, string, RegExp]>([
    [
      "embeddings of a chat model",
      "/v1/embeddings",
      { input: "a" },
      "model",
      /'helpdesk' does not give embeddings .* it gives chat, completions/,
    ],
    ["a chat of an embedding model", chat, { model: "vectors", messages: hi }, "model", /'vectors' does not give chat/],
    ["a response of an embedding model", responses, { model: "vectors", input: "a" }, "model", /does not give responses/],
    ["images", chat, { messages: image }, "messages[0].content[0].image_url.url", /'helpdesk' cannot see images \(images\)/],
    ["ranking by a chat model", "/v1/rerank", { query: "a", documents: ["b"] }, "model", /does not give rerank/],
  ])("%s: 400 with the capability, the model and the field", async (_name, at, body, param, message) => {
    const before = engine.asked.length;
    const reply = await call({}, at, body);
    expect(reply.status).toBe(400);
    expect(reply.json().error).toMatchObject({ code: "unsupported_capability", param, message: expect.stringMatching(message) });
    expect(engine.asked.length).toBe(before);
  });
});

describe("fields and policy", () => {
  it("what goes no further is named in a header, fit for one", async () => {
    const body = { messages: hi, id_slot: 3, "bad\r\nname: x": 1, lora: [] };
    const reply = await call({}, chat, body);
    expect(reply.headers["x-sluice-ignored"]).toBe("id_slot, bad??name?, lora".replace("name?", "name??x"));
    expect(Object.keys(engine.asked.at(-1)?.body ?? {}).sort()).toEqual(["messages", "model"]);
    expect((await call({}, chat, { messages: hi })).headers["x-sluice-ignored"]).toBeUndefined();
  });
  it("a route's fixed prompt and bound hold on every path", async () => {
    await call(whole("chat.json"), responses, { model: "fixed", input: "hi", max_output_tokens: 500 });
    expect(engine.asked.at(-1)?.body).toMatchObject({
      max_tokens: 9,
      messages: [{ role: "system", content: "House rules." }, hi[0]],
    });
    await call(whole("messages.json"), messages, { model: "fixed", messages: hi, max_tokens: 500 });
    expect(engine.asked.at(-1)?.body).toMatchObject({ max_tokens: 9, system: "House rules." });
    const refused = await call({}, chat, { model: "fixed", messages: [{ role: "developer", content: "Mine." }, ...hi] });
    expect(refused.json().error).toMatchObject({ code: "system_prompt_locked", param: "messages[0].role" });
    expect((await call({}, "/v1/completions", { model: "fixed", prompt: "a" })).status).toBe(400);
  });
});

describe("kept exchanges", () => {
  const kept = async (id: unknown) => {
    const line = bill(id);
    const log = line?.t === "end" ? line.log : null;
    return log === null ? null : readExchange(path.join(data, "exchanges"), log);
  };
  it("a whole answer and a streamed one read alike, on every path", async () => {
    const asked = { messages: hi, max_tokens: 12 };
    const cases: [Behaviour, string, object][] = [
      [whole("chat.json"), chat, { messages: hi }],
      [replay("chat.sse"), chat, { messages: hi, stream: true }],
      [whole("chat.json"), responses, { input: "hi" }],
      [replay("chat.sse"), responses, { input: "hi", stream: true }],
      [whole("messages.json"), messages, asked],
      [replay("messages.sse"), messages, { ...asked, stream: true }],
    ];
    for (const [how, at, body] of cases) {
      const reply = await call(how, at, body);
      const exchange = await kept(reply.headers["x-request-id"]);
      expect(exchange?.request).toEqual({ model: "helpdesk", ...body });
      expect(JSON.stringify(exchange?.answer), at).toContain("The capital of France is Paris.");
      if (!("stream" in body)) expect(exchange?.answer).toEqual(reply.json());
    }
  });
  it("of a cut answer what there was; of projects that keep nothing, nothing", async () => {
    const cut = await call({ replay: saidFrames("chat.sse").slice(0, 4) }, chat, { messages: hi, stream: true });
    const exchange = await kept(cut.headers["x-request-id"]);
    expect(exchange?.answer).toMatchObject({ choices: [{ message: { content: "The capital of" }, finish_reason: null }] });
    const quiet = await call(whole("chat.json"), chat, { messages: hi }, { key: quietKey });
    expect(bill(quiet.headers["x-request-id"])).toMatchObject({ project: "prj_q", log: null });
    const where = bill(cut.headers["x-request-id"]);
    const file = path.join(data, "exchanges", (where?.t === "end" ? where.log : "")!.split(":")[0]!);
    expect(readFileSync(file, "utf8")).not.toContain(testKey);
  });
});
