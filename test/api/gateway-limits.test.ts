/** Limits of keys on the real gateway process: refused in OpenAI's words, over restarts, and with two gateways side by side. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KeySnapshot } from "../../agent/src/contract/snapshot.ts";
import { type Asking, ask, open, question, readAll } from "../support/ask-gateway.ts";
import { type FakeUpstream, promptTokens, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  keyRow,
  newDataFolder,
  removeDataFolder,
  routeTo,
  startGateway,
  type TestGateway,
  usageLines,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
let revision = 0;
const answerTokens = 5;
/** Each question costs this much in the end. */
const cost = promptTokens + answerTokens;
const secretOf = (id: string) => `sk-sluice-${id.padEnd(43, id)}`;
const keys: Record<string, Partial<KeySnapshot>> = {
  free: {},
  requests: { requestsPerMinute: 3 },
  restarted: { requestsPerMinute: 3, budgets: [{ period: "day", unit: "tokens", hard: 200 }] },
  beside: { budgets: [{ period: "day", unit: "tokens", hard: 150 }] },
  tokens: { tokensPerMinute: 100 },
  budget: { budgets: [{ period: "month", unit: "tokens", hard: 100 }] },
  money: { budgets: [{ period: "day", unit: "cost", hard: 1000 }] },
  held: { budgets: [{ period: "day", unit: "tokens", hard: 2000 }] },
  bounded: { tokensPerMinute: 50_000 },
  here: { ips: ["127.0.0.0/8"] },
  elsewhere: { ips: ["10.0.0.0/8", "2001:db8::/32"] },
  disabled: { disabled: true },
  rotated: {},
  some: { allowedRoutes: ["helpdesk", "alias", "not-there-yet"] },
};
const rows = () =>
  Object.entries(keys).map(([id, more]) => {
    const row = keyRow(secretOf(id), { id: `key_${id}`, ...more });
    if (id !== "rotated") return row;
    const old = keyRow(secretOf("rotated-old")).secrets[0]!;
    const older = keyRow(secretOf("rotated-older")).secrets[0]!;
    const [later, past] = [Date.now() + 3_600_000, Date.now() - 1];
    return { ...row, secrets: [...row.secrets, { ...old, expiresAt: later }, { ...older, expiresAt: past }] };
  });
const publish = (more: object = {}) => {
  revision += 1;
  const price = { input: 1, output: 100, cached: 0 };
  const helpdesk = deploymentAt(engine.socket, { price });
  const other = deploymentAt(engine.socket, { name: "other" });
  const routes = [routeTo([helpdesk], { name: "helpdesk" }), routeTo([other], { name: "other", aliases: ["alias"] })];
  writeSnapshot(data, [helpdesk, other], { revision, routes, keys: rows(), ...more });
};

beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`, ({ body }) => ({
    tokens: body.user === "long" ? 2000 : answerTokens,
    gapMs: body.user === "long" ? 20 : 0,
  }));
  publish();
  gateway = await startGateway(data);
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});

const short = { ...question, max_tokens: 10 };
async function askAs(id: string, body: unknown = short, asking: Asking = {}) {
  const reply = await ask(gateway.port, body, { key: secretOf(id), ...asking });
  const { error } = JSON.parse(reply.text) as { error?: Record<string, unknown> };
  return { status: reply.status, headers: reply.headers, error: error ?? {} };
}
/** Asked until refused, at most so often. Answers how many were served. */
async function served(id: string, most: number, body: unknown = short): Promise<number> {
  for (let n = 0; n < most; n += 1) if ((await askAs(id, body)).status !== 200) return n;
  return most;
}

describe("who may", () => {
  it("an address list: loopback is in one, not in the other; whoever the client says it is", async () => {
    expect((await askAs("here")).status).toBe(200);
    const refused = await askAs("elsewhere", short, { headers: { "x-forwarded-for": "10.1.1.1", "x-real-ip": "10.1.1.1" } });
    expect(refused).toMatchObject({ status: 403, error: { code: "ip_not_authorized" } });
  });

  it("a disabled key is told so; a rotated one works until its end, with either header", async () => {
    const disabled = await askAs("disabled");
    expect(disabled).toMatchObject({ status: 401, error: { code: "invalid_api_key" } });
    expect(disabled.error.message).toMatch(/disabled/);
    expect((await askAs("rotated")).status).toBe(200);
    expect((await askAs("rotated-old")).status).toBe(200);
    expect(await askAs("rotated-older")).toMatchObject({ status: 401, error: { message: expect.stringMatching(/newer/) } });
    const asAnthropic = { key: null, headers: { "x-api-key": secretOf("rotated") } };
    expect((await ask(gateway.port, short, asAnthropic)).status).toBe(200);
    expect((await ask(gateway.port, short, { key: null, headers: { "x-api-key": "sk-ant-1" } })).status).toBe(401);
  });

  it("allowed routes: by name or by the alias that is listed, and no others are shown", async () => {
    expect((await askAs("some")).status).toBe(200);
    expect((await askAs("some", { ...short, model: "alias" })).status).toBe(200);
    const refused = await askAs("some", { ...short, model: "other" });
    expect(refused).toMatchObject({ status: 403, error: { code: "model_not_found", param: "model" } });
    expect((await askAs("some", { ...short, model: "not-there-yet" })).status).toBe(404);
    const list = await ask(gateway.port, undefined, { key: secretOf("some"), path: "/v1/models" });
    expect(JSON.parse(list.text).data.map((one: { id: string }) => one.id)).toEqual(["helpdesk", "alias"]);
    const other = await ask(gateway.port, undefined, { key: secretOf("some"), path: "/v1/models/other" });
    expect(other.status).toBe(404);
  });
});

describe("limits a minute", () => {
  it("requests: 429 with the seconds to wait, and headers on every answer", async () => {
    const list = await ask(gateway.port, undefined, { key: secretOf("requests"), path: "/v1/models" });
    expect(list.headers).toMatchObject({ "x-ratelimit-limit-requests": "3", "x-ratelimit-remaining-requests": "3" });
    const first = await askAs("requests");
    expect(first.headers).toMatchObject({ "x-ratelimit-remaining-requests": "2", "x-ratelimit-reset-requests": "1m0s" });
    expect((await askAs("requests", "{")).headers["x-ratelimit-remaining-requests"]).toBe("2");
    expect(await served("requests", 5)).toBe(2);
    const refused = await askAs("requests");
    expect(refused).toMatchObject({ status: 429, error: { type: "requests", code: "rate_limit_exceeded" } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(60);
    expect(refused.headers["x-ratelimit-remaining-requests"]).toBe("0");
    expect((await askAs("free")).headers).not.toHaveProperty("x-ratelimit-limit-requests");
  });

  it("tokens: what may come counts, then what came", async () => {
    const reply = await askAs("tokens");
    expect(reply.headers["x-ratelimit-limit-tokens"]).toBe("100");
    const after = await ask(gateway.port, undefined, { key: secretOf("tokens"), path: "/v1/models" });
    expect(after.headers["x-ratelimit-remaining-tokens"]).toBe(String(100 - cost));
    expect(await askAs("tokens", { ...short, max_tokens: 500 })).toMatchObject({ status: 429, error: { type: "tokens" } });
    await served("tokens", 20);
    expect(await askAs("tokens")).toMatchObject({ status: 429, error: { type: "tokens", code: "rate_limit_exceeded" } });
  });

  it("a limited key's answer is never asked longer than reserved; a free key's is as the client says", async () => {
    const sent = async (id: string, body: object) => {
      await askAs(id, body);
      return engine.asked.at(-1)!.body;
    };
    expect(await sent("bounded", question)).toMatchObject({ max_tokens: 4096 });
    expect(await sent("bounded", { ...question, max_completion_tokens: 30, max_tokens: 9000 })).toMatchObject({ max_tokens: 30 });
    expect(await sent("free", question)).not.toHaveProperty("max_tokens");
  });
});

describe("hard budgets", () => {
  it("tokens and money: refused before the budget is passed", async () => {
    const n = await served("budget", 20);
    expect(n * cost).toBeLessThanOrEqual(100);
    expect(n).toBeGreaterThan(2);
    const refused = await askAs("budget");
    expect(refused).toMatchObject({ status: 429, error: { type: "insufficient_quota", code: "insufficient_quota" } });
    expect(refused.headers["x-should-retry"]).toBe("false");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(await served("money", 5)).toBe(0);
    expect(await served("money", 5, { ...short, max_tokens: 5 })).toBe(1);
  });

  it("an open stream holds its reserve, and gives it back when its client hangs up", async () => {
    const long = { ...question, user: "long", stream: true, max_tokens: 1900 };
    const { req, res } = await open(gateway.port, long, { key: secretOf("held") });
    await new Promise((resolve) => res.once("data", resolve));
    const refused = await askAs("held", { ...short, max_tokens: 500 });
    expect(refused).toMatchObject({ status: 429, error: { message: expect.stringMatching(/under way hold/) } });
    req.destroy();
    await expect.poll(async () => (await askAs("held", { ...short, max_tokens: 500 })).status).toBe(200);
  });
});

describe("more gateways than one", () => {
  it("killed in the middle: windows and budgets go on, what was cut is counted as a guess", async () => {
    expect(await served("restarted", 2)).toBe(2);
    const long = { ...question, user: "long", stream: true, max_tokens: 100 };
    const { res } = await open(gateway.port, long, { key: secretOf("restarted") });
    const cut = readAll(res).catch(() => undefined);
    await expect.poll(() => usageLines(data).some((line) => line.t === "mark"), { timeout: 20_000 }).toBe(true);
    await gateway.kill("SIGKILL");
    await cut;
    gateway = await startGateway(data);
    expect(await askAs("restarted")).toMatchObject({ status: 429, error: { type: "requests" } });
    const requests = usageLines(data).filter((line) => line.t === "open" && line.key === "key_restarted");
    expect(requests).toHaveLength(3);
  });

  it("two side by side count together, and a snapshot that has some of it counts nothing twice", async () => {
    const first = gateway;
    expect(await served("beside", 4)).toBe(4);
    gateway = await startGateway(data);
    const second = gateway;
    // By hand what the agent does: all of the first gateway's file is in the sums.
    const lines = usageLines(data).filter((line) => line.t === "end" && line.key === "key_beside");
    expect(lines).toHaveLength(4);
    const file = readdirSync(path.join(data, "usage")).find((name) => name.includes(`-${first.pid}.`))!;
    const day = new Date().toISOString().slice(0, 10);
    const sum = { tokens: 4 * cost, cost: 0 };
    const spent = {
      key_beside: {
        ...{ requests: 4, promptTokens: 4 * promptTokens, completionTokens: 4 * answerTokens },
        ...{ day: { period: day, ...sum }, month: { period: day.slice(0, 7), ...sum } },
      },
    };
    publish({ spent, spentUpTo: { [file]: statSync(path.join(data, "usage", file)).size } });
    await expect.poll(() => second.log().some((line) => line.includes(`"revision":${revision}`))).toBe(true);
    // 48 of 150 are used; the first gateway takes 4 more, which the second reads from its file.
    gateway = first;
    expect(await served("beside", 4)).toBe(4);
    gateway = second;
    const left = async () =>
      Number(/([\d,]+) tokens are spent/.exec(String((await askAs("beside", { ...short, max_tokens: 140 })).error.message))?.[1]);
    await expect.poll(left).toBe(8 * cost);
    await first.kill("SIGTERM");
    expect(await left()).toBe(8 * cost);
    expect(await served("beside", 20)).toBeLessThanOrEqual(4);
    const all = usageLines(data).filter((line) => line.t === "end" && line.key === "key_beside" && line.status === 200);
    expect(all.length * cost).toBeLessThanOrEqual(150);
    expect(all.length).toBeGreaterThan(8);
  });
});
