/** What the gateway only hands through: /api to the agent's socket, everything else to the console. */
import { createHash, randomBytes } from "node:crypto";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { socketDirOf } from "../../agent/src/settings.ts";
import { ask, open, readAll } from "../support/ask-gateway.ts";
import {
  keyRow,
  newDataFolder,
  removeDataFolder,
  startGateway,
  type TestGateway,
  testKey,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let gateway: TestGateway;
let agent: http.Server;
let app: http.Server;
let events: ServerResponse | null = null;
let uploadClosed = false;

const secretOf = (id: string) => `sk-sluice-${id.padEnd(43, id)}`;
const limited = [
  keyRow(secretOf("few"), { id: "key_few", requestsPerMinute: 3 }),
  // Nothing is left of its tokens and money, which files do not cost.
  keyRow(secretOf("spent"), {
    id: "key_spent",
    tokensPerMinute: 1,
    budgets: [{ period: "day", unit: "tokens", hard: 0 }],
    requestsPerMinute: 100,
  }),
  keyRow(secretOf("some"), { id: "key_some", allowedRoutes: ["ft:mine"] }),
];

/** Stands for the agent: echoes, takes uploads, streams events. */
function agentAnswers(req: IncomingMessage, res: ServerResponse): void {
  if (req.url === "/api/events") {
    events = res;
    res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  } else if (req.url === "/api/refuse") {
    res.writeHead(413, { "content-type": "application/json" }).end('{"refused":true}');
  } else if (req.url === "/api/hang") {
    req.resume();
    req.on("close", () => {
      uploadClosed = !req.complete;
    });
  } else {
    const hash = createHash("sha256");
    req.on("data", (part: Buffer) => hash.update(part));
    req.on("end", () => {
      res.writeHead(201, { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] });
      res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, sha256: hash.digest("hex") }));
    });
  }
}

beforeAll(async () => {
  data = newDataFolder();
  writeSnapshot(data, [], { keys: [keyRow(testKey), ...limited] });
  app = http.createServer((req, res) => {
    if (req.url === "/port") res.end(String(req.socket.remotePort));
    else res.end(`console ${req.url} ${req.headers["x-middleware-subrequest"] ?? "clean"}`);
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway(data, { SLUICE_APP_PORT: String((app.address() as AddressInfo).port) });
  agent = http.createServer(agentAnswers);
  await new Promise<void>((resolve) => agent.listen(`${socketDirOf(data)}/agent.sock`, resolve));
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  for (const server of [agent, app]) {
    server.closeAllConnections();
    server.close();
  }
  removeDataFolder(data);
});
const api = (body: unknown, path: string, headers: Record<string, string> = {}) =>
  ask(gateway.port, body, { key: null, path, headers: { host: "localhost:7070", ...headers } });

describe("/api", () => {
  it("passes method, query, cookies and both set-cookie headers; says where it came from; strips what is not a stranger's to say", async () => {
    const reply = await api({ a: 1 }, "/api/x?y=%20z", {
      cookie: "s=1",
      "x-sluice-operator": "stolen",
      "X-Forwarded-For": "1.2.3.4",
      "x-forwarded-host": "evil.example",
      forwarded: "for=1.2.3.4",
    });
    const { headers, ...seen } = JSON.parse(reply.text);
    expect(reply.status).toBe(201);
    expect(reply.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(seen).toMatchObject({ method: "POST", url: "/api/x?y=%20z" });
    expect(headers).toMatchObject({
      cookie: "s=1",
      host: "localhost:7070",
      "x-forwarded-host": "localhost:7070",
      "x-forwarded-proto": "http",
    });
    expect(headers["x-forwarded-for"]).toMatch(/127\.0\.0\.1$/);
    expect(headers).not.toHaveProperty("x-sluice-operator");
    expect(headers).not.toHaveProperty("forwarded");
  });

  it("streams an upload, with a length or in chunks", async () => {
    const bytes = randomBytes(20 * 1024 * 1024);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(JSON.parse((await api(bytes, "/api/uploads/a")).text).sha256).toBe(sha256);
    expect(JSON.parse((await api(bytes, "/api/uploads", { "transfer-encoding": "chunked" })).text).sha256).toBe(sha256);
  });

  it("brings back a refusal given before the upload was over", async () => {
    const reply = await api(Buffer.alloc(50 * 1024 * 1024), "/api/refuse");
    expect(reply.status).toBe(413);
    expect(reply.text).toBe('{"refused":true}');
  });

  it("takes the rest of an upload that was refused: a browser reads no answer before it has sent all", async () => {
    const bytes = 50 * 1024 * 1024;
    const headers = { host: "localhost", "content-length": String(bytes) };
    const kept = new http.Agent({ keepAlive: true });
    const req = http.request({ port: gateway.port, path: "/api/refuse", method: "POST", headers, agent: kept });
    const status = new Promise((resolve) => req.on("response", (res) => resolve(res.resume().statusCode)));
    await new Promise<void>((resolve, reject) => req.on("error", reject).end(Buffer.alloc(bytes), resolve));
    expect(await status).toBe(413);
    kept.destroy();
  });

  it("asks over a connection of its own each time: none is ever stale", async () => {
    const ports = new Set<string>();
    for (let n = 0; n < 3; n++) ports.add((await api(undefined, "/port")).text);
    expect(ports.size).toBe(3);
  });

  it("events arrive one by one, and hanging up reaches the agent", async () => {
    const { req, res } = await open(gateway.port, undefined, { key: null, path: "/api/events", headers: { host: "localhost" } });
    expect(res.headers["content-type"]).toBe("text/event-stream");
    events?.write("data: 1\n\n");
    const first = await new Promise<Buffer>((resolve) => res.once("data", resolve));
    expect(first.toString()).toBe("data: 1\n\n");
    req.destroy();
    await expect.poll(() => events?.destroyed).toBe(true);
  });

  it("an upload broken off by the browser is broken off at the agent", async () => {
    const req = http.request({
      port: gateway.port,
      path: "/api/hang",
      method: "POST",
      headers: { host: "localhost", "content-length": "1000" },
    });
    req.on("error", () => {});
    req.write("half");
    setTimeout(() => req.destroy(), 50);
    await expect.poll(() => uploadClosed).toBe(true);
  });
});

describe("/v1 of the agent", () => {
  it("goes with the id of the key, and without the key", async () => {
    const stolen = { "x-sluice-key": "key_stolen", "x-sluice-operator": "stolen" };
    const reply = await ask(gateway.port, { a: 1 }, { path: "/v1/fine_tuning/jobs?limit=2", headers: stolen });
    const { headers, ...seen } = JSON.parse(reply.text);
    expect(seen).toMatchObject({ method: "POST", url: "/v1/fine_tuning/jobs?limit=2" });
    expect(headers["x-sluice-key"]).toBe("key_aaaaaaaa");
    expect(reply.headers["x-request-id"]).toMatch(/^req_/);
    for (const name of ["authorization", "x-sluice-operator"]) expect(headers).not.toHaveProperty(name);
  });

  it("counts among the requests a minute of its key, and says what is left", async () => {
    const list = () => ask(gateway.port, undefined, { key: secretOf("few"), path: "/v1/files" });
    const left = [];
    for (let n = 0; n < 3; n++) {
      const { status, headers } = await list();
      left.push([status, headers["x-ratelimit-limit-requests"], headers["x-ratelimit-remaining-requests"]]);
    }
    expect(left).toEqual([2, 1, 0].map((rest) => [201, "3", String(rest)]));
    const refused = await list();
    expect(refused.status).toBe(429);
    expect(refused.headers["x-ratelimit-remaining-requests"]).toBe("0");
    expect(refused.headers["x-ratelimit-reset-requests"]).toMatch(/^(1m0s|\d+(\.\d+)?s)$/);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(50);
    expect(refused.headers["x-request-id"]).toMatch(/^req_/);
    expect(JSON.parse(refused.text).error).toMatchObject({ type: "requests", code: "rate_limit_exceeded" });
    // One minute for all that the key asks.
    const models = await ask(gateway.port, undefined, { key: secretOf("few"), path: "/v1/models" });
    expect(models.headers["x-ratelimit-remaining-requests"]).toBe("0");
  });

  it("asks nothing of tokens and budgets", async () => {
    const reply = await ask(gateway.port, undefined, { key: secretOf("spent"), path: "/v1/uploads" });
    expect(reply.status).toBe(201);
    expect(reply.headers).toMatchObject({ "x-ratelimit-remaining-requests": "99", "x-ratelimit-remaining-tokens": "1" });
    const free = await ask(gateway.port, undefined, { path: "/v1/uploads" });
    expect(Object.keys(free.headers).filter((name) => name.startsWith("x-ratelimit"))).toEqual([]);
  });

  it("takes a model away, where the key may ask it", async () => {
    const remove = (name: string, key = testKey) =>
      ask(gateway.port, undefined, { method: "DELETE", path: `/v1/models/${name}`, key });
    expect(JSON.parse((await remove("ft:base:box::a")).text)).toMatchObject({
      method: "DELETE",
      url: "/v1/models/ft:base:box::a",
    });
    expect((await remove("ft%3Amine", secretOf("some"))).status).toBe(201);
    const other = await remove("ft:other", secretOf("some"));
    expect([other.status, JSON.parse(other.text).error.code]).toEqual([403, "model_not_found"]);
    for (const name of ["", "../files", "%2e%2e/files"]) expect((await remove(name)).status).toBeOneOf([404, 405]);
  });

  it("is asked by nobody without a key, and for nothing that its own rules would read as another address", async () => {
    const refused = await ask(gateway.port, undefined, { key: null, path: "/v1/files" });
    expect([refused.status, JSON.parse(refused.text).error.code]).toEqual([401, "invalid_api_key"]);
    for (const path of ["/v1/files/../../api/box", "/v1/files/%2e%2e/%2e%2e/api/box", "/v1/files/./x", "/v1/filesystem"]) {
      const reply = await ask(gateway.port, undefined, { path });
      expect([path, reply.status, JSON.parse(reply.text).error.code]).toEqual([path, 404, "unknown_url"]);
    }
  });
});

describe("names of the box", () => {
  it.each(["evil.example", "localhost.evil.example:7070", "127.0.0.1.nip.io", "[::2]", "@"])("%s is refused", async (host) => {
    for (const path of ["/api/x", "/"]) expect((await api(undefined, path, { host })).status).toBe(403);
  });
  it.each(["localhost", "LOCALHOST:1", "127.0.0.1:7070", "[::1]:7070"])("%s passes", async (host) => {
    expect((await api(undefined, "/", { host })).status).toBe(200);
  });
});

it("says that it lives, without a key, also where programs made for vLLM ask", async () => {
  for (const path of ["/healthz", "/health"]) {
    const reply = await ask(gateway.port, undefined, { key: null, path });
    expect([reply.status, JSON.parse(reply.text).ok]).toEqual([200, true]);
  }
});

describe("the console", () => {
  it("gets everything else, without the header that skips its middleware", async () => {
    expect((await api(undefined, "/jobs?x=1", { "x-middleware-subrequest": "a" })).text).toBe("console /jobs?x=1 clean");
  });
});

it("agent and console down: 503 with a sentence, and a page that tries again", async () => {
  const lonely = newDataFolder();
  writeSnapshot(lonely, []);
  const alone = await startGateway(lonely);
  const down = await ask(alone.port, undefined, { key: null, path: "/api/box" });
  expect(down.status).toBe(503);
  expect(down.headers["retry-after"]).toBe("2");
  expect(JSON.parse(down.text).error.code).toBe("agent-down");
  const files = await ask(alone.port, undefined, { path: "/v1/files" });
  expect([files.status, files.headers["retry-after"], JSON.parse(files.text).error]).toEqual([
    503,
    "2",
    expect.objectContaining({ type: "server_error", code: "agent_down" }),
  ]);
  const { res } = await open(alone.port, undefined, { key: null, path: "/", headers: { accept: "text/html" } });
  expect(res.statusCode).toBe(503);
  expect(await readAll(res)).toContain("控制台正在启动");
  await alone.kill("SIGTERM");
  removeDataFolder(lonely);
});
