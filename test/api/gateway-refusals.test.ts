import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asking, ask, chatPath, question, sendRaw } from "../support/ask-gateway.ts";
import { type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  keyRow,
  newDataFolder,
  removeDataFolder,
  startGateway,
  type TestGateway,
  testKey,
  usageLines,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
const revoked = `sk-sluice-${"r".repeat(43)}`;
const expired = `sk-sluice-${"e".repeat(43)}`;
beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`);
  const routes = [
    deploymentAt(engine.socket, { gives: ["chat"] }),
    deploymentAt(null, { name: "waking", state: "starting" }),
    deploymentAt(`${data}/nobody.sock`, { name: "crashed" }),
  ];
  const keys = [
    keyRow(testKey),
    keyRow(revoked, { id: "key_r", disabled: true }),
    keyRow(expired, { id: "key_e", expiresAt: Date.now() - 1 }),
  ];
  writeSnapshot(data, routes, { keys });
  gateway = await startGateway(data);
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});

async function refused(body: unknown, asking: Asking = {}) {
  const reply = await ask(gateway.port, body, asking);
  const { error } = JSON.parse(reply.text);
  expect(Object.keys(error).slice(0, 4)).toEqual(["message", "type", "param", "code"]);
  expect(error.message).toMatch(/^.{20,}$/);
  return { ...error, status: reply.status, retryAfter: reply.headers["retry-after"] };
}

describe("keys", () => {
  it.each([
    ["none", null],
    ["unknown", `sk-sluice-${"x".repeat(43)}`],
    ["of another house", "sk-proj-abc"],
    ["revoked", revoked],
    ["expired", expired],
    ["absurd", `sk-sluice-${"y".repeat(5000)}`],
  ])("%s: 401, also for models", async (_name, key) => {
    const expected = { status: 401, type: "invalid_request_error", code: "invalid_api_key" };
    expect(await refused(question, { key })).toMatchObject(expected);
    expect(await refused(undefined, { key, path: "/v1/models" })).toMatchObject(expected);
  });

  it("a key revoked in a new snapshot stops working, a new one starts", async () => {
    const second = `sk-sluice-${"s".repeat(43)}`;
    expect((await ask(gateway.port, undefined, { key: second, path: "/v1/models" })).status).toBe(401);
    writeSnapshot(data, [deploymentAt(engine.socket, { gives: ["chat"] })], {
      revision: 2,
      keys: [keyRow(second), keyRow(testKey, { id: "key_t" })],
    });
    await expect.poll(async () => (await ask(gateway.port, undefined, { key: second, path: "/v1/models" })).status).toBe(200);
    const routes = [
      deploymentAt(engine.socket, { gives: ["chat"] }),
      deploymentAt(null, { name: "waking" }),
      deploymentAt(`${data}/nobody.sock`, { name: "crashed" }),
    ];
    writeSnapshot(data, routes, { revision: 3 });
    await expect.poll(async () => (await ask(gateway.port, undefined, { key: second, path: "/v1/models" })).status).toBe(401);
  });
});

describe("bad questions", () => {
  it.each<[string, unknown, object]>([
    ["not JSON", "{model:", { status: 400 }],
    ["empty", "", { status: 400 }],
    ["a list", "[]", { status: 400 }],
    ["not UTF-8", Buffer.from([0x7b, 0xc4, 0xe3, 0x7d]), { status: 400 }],
    ["no model", { messages: question.messages }, { status: 400, param: "model" }],
    ["model is a number", { ...question, model: 5 }, { status: 400, param: "model" }],
    ["unknown model", { ...question, model: "nope" }, { status: 404, code: "model_not_found", param: "model" }],
    ["prototype as model", { ...question, model: "__proto__" }, { status: 404, code: "model_not_found" }],
    ["no messages", { model: "helpdesk" }, { status: 400, param: "messages" }],
    [
      "message without role",
      { model: "helpdesk", messages: [{ role: "user", content: "a" }, { content: "b" }] },
      { status: 400, param: "messages[1]" },
    ],
    ["stream is a word", { ...question, stream: "yes" }, { status: 400, param: "stream" }],
    ["stream_options is a list", { ...question, stream: true, stream_options: [] }, { status: 400, param: "stream_options" }],
  ])("%s", async (_name, body, expected) => {
    expect(await refused(body)).toMatchObject({ type: "invalid_request_error", ...expected });
  });

  it("a body over the limit, announced or not", async () => {
    const huge = Buffer.alloc(33 * 1024 * 1024, " ");
    expect(await refused(huge)).toMatchObject({ status: 413 });
    expect(await refused(huge, { headers: { "transfer-encoding": "chunked" } })).toMatchObject({ status: 413 });
  });

  it("a compressed body, a path the model does not give, a wrong method", async () => {
    expect(await refused(question, { headers: { "content-encoding": "gzip" } })).toMatchObject({ status: 400 });
    expect(await refused({ model: "helpdesk", prompt: "x" }, { path: "/v1/completions" })).toMatchObject({
      status: 400,
      param: "model",
    });
    expect(await refused(undefined, { path: chatPath })).toMatchObject({ status: 405 });
    expect(await refused({}, { path: "/v1/models" })).toMatchObject({ status: 405 });
  });

  it.each(["/v1/tokenize", "/v1/load_lora_adapter", "/v1/unload_lora_adapter", "/v1", "/v1/chat/completions/../../slots"])(
    "%s is not reachable",
    async (path) => {
      const before = engine.asked.length;
      expect(await refused({}, { path })).toMatchObject({ status: 404, code: "unknown_url" });
      expect(engine.asked.length).toBe(before);
    },
  );
});

describe("engines that cannot answer", () => {
  it("starting: 503, when to come back and the state", async () => {
    expect(await refused({ ...question, model: "waking" })).toMatchObject({ status: 503, retryAfter: "4", state: "starting" });
  });
  it("socket refused: 503, and billed as nothing", async () => {
    expect(await refused({ ...question, model: "crashed", stream: true })).toMatchObject({
      status: 503,
      retryAfter: "4",
      code: "model_not_ready",
    });
    expect(usageLines(data).at(-1)).toMatchObject({ t: "end", status: 503, prompt: 0, cut: "engine" });
  });
});

describe("smuggling", () => {
  const head = (more: string, body: string) =>
    `POST ${chatPath} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${testKey}\r\nconnection: close\r\n${more}\r\n${body}`;
  it.each([
    ["two lengths", head("content-length: 5\r\ncontent-length: 6\r\n", "{}   ")],
    ["length and chunks", head("content-length: 4\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n")],
    ["odd transfer coding", head("transfer-encoding: xchunked\r\n", "0\r\n\r\n")],
    ["space before the colon", head("content-length : 2\r\n", "{}")],
    ["bare line break in a header", head("x: a\nb: c\r\ncontent-length: 2\r\n", "{}")],
  ])("%s", async (_name, text) => {
    const before = engine.asked.length;
    expect(await sendRaw(gateway.port, text)).toMatch(/^HTTP\/1\.1 400 /);
    expect(engine.asked.length).toBe(before);
  });
});
