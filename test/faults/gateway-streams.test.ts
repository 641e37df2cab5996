/** Streams that do not end well: slow readers, clients that hang up, engines that die. */
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, eventsOf, open, question, readAll } from "../support/ask-gateway.ts";
import { type Behaviour, type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
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
  engine = await startFakeUpstream(`${data}/engine.sock`, (asked) => (asked.body.user as Behaviour | undefined) ?? {});
  writeSnapshot(data, [deploymentAt(engine.socket)]);
  gateway = await startGateway(data);
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});
const streamed = (user: Behaviour) => ({ ...question, stream: true, user });
const endOf = (id: unknown) => usageLines(data).find((line) => line.t === "end" && line.id === id);

it("a slow reader slows the engine down, and loses nothing", async () => {
  const tokens = 40_000;
  const before = engine.sentTokens();
  const { res } = await open(gateway.port, streamed({ tokens, tokenBytes: 1000 }));
  let last = -1;
  let still = 0;
  await expect
    .poll(
      () => {
        const sent = engine.sentTokens();
        still = sent === last && sent > before ? still + 1 : 0;
        last = sent;
        return still;
      },
      { interval: 50, timeout: 20_000 },
    )
    .toBeGreaterThan(10);
  expect(last - before).toBeLessThan(tokens);
  const events = eventsOf(await readAll(res));
  expect(events).toHaveLength(tokens + 3);
  expect(endOf(res.headers["x-request-id"])).toMatchObject({ completion: tokens, estimated: false });
}, 60_000);

it("the end line is written before the client's last byte", async () => {
  for (let n = 0; n < 50; n++) {
    const { res } = await open(gateway.port, n % 2 === 0 ? streamed({ tokens: 3 }) : question);
    let seen = false;
    for await (const part of res) {
      if (n % 2 === 1 || String(part).includes("[DONE]")) seen = endOf(res.headers["x-request-id"]) !== undefined;
    }
    expect(seen).toBe(true);
  }
});

it("a client that hangs up: the engine is told, what was seen is charged as a guess", async () => {
  const before = engine.aborted();
  const { req, res } = await open(gateway.port, streamed({ tokens: 1000, gapMs: 20 }));
  let text = "";
  for await (const part of res) {
    text += part;
    if (eventsOf(text).length > 6) break;
  }
  req.destroy();
  await expect.poll(() => engine.aborted()).toBe(before + 1);
  const end = endOf(res.headers["x-request-id"]);
  expect(end).toMatchObject({ status: 499, cut: "client", estimated: true });
  const seen = end?.t === "end" ? end.completion : 0;
  expect(seen).toBeGreaterThanOrEqual(5);
  expect(seen).toBeLessThan(1000);
});

it("a client that hangs up before a whole answer", async () => {
  const [aborted, asked] = [engine.aborted(), engine.asked.length];
  const stop = new AbortController();
  const hanging = ask(gateway.port, { ...question, user: { gapMs: 60_000 } }, { signal: stop.signal });
  await expect.poll(() => engine.asked.length).toBe(asked + 1);
  stop.abort();
  await expect(hanging).rejects.toThrow();
  await expect.poll(() => engine.aborted()).toBe(aborted + 1);
  expect(usageLines(data).at(-1)).toMatchObject({ t: "end", status: 499, cut: "client", estimated: true, completion: 0 });
});

describe("an engine that dies", () => {
  it("in mid-stream: an error event and an end, never a stream that looks whole", async () => {
    const reply = await ask(gateway.port, streamed({ tokens: 10, dieAfter: 4, gapMs: 5 }));
    const events = eventsOf(reply.text);
    expect(reply.text).not.toContain("[DONE]");
    expect(JSON.parse(events.at(-1) ?? "").error).toMatchObject({
      type: "server_error",
      message: expect.stringContaining("stopped"),
    });
    expect(endOf(reply.headers["x-request-id"])).toMatchObject({ status: 502, cut: "engine", estimated: true, completion: 4 });
  });

  it("before its first byte: a clean 503 for streams and whole answers", async () => {
    for (const stream of [true, false]) {
      const reply = await ask(gateway.port, { ...question, stream, user: { dieAfter: 0 } });
      expect(reply.status).toBe(503);
      expect(reply.headers["retry-after"]).toBe("4");
      expect(JSON.parse(reply.text).error).toMatchObject({ code: "model_not_ready", state: "restarting" });
      expect(endOf(reply.headers["x-request-id"])).toMatchObject({ status: 503, cut: "engine", completion: 0 });
    }
  });
});

it("2,000 hang-ups leak nothing", async () => {
  const fds = () => readdirSync(`/proc/${gateway.pid}/fd`).length;
  const cutOne = async () => {
    const { req, res } = await open(gateway.port, streamed({ tokens: 1000, gapMs: 20 }));
    await new Promise((resolve) => res.once("data", resolve));
    req.destroy();
  };
  await expect.poll(fds, { timeout: 10_000 }).toBeLessThan(40);
  const before = fds();
  const ends = usageLines(data).filter((line) => line.t === "end").length;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let n = 0; n < 100; n++) await cutOne();
    }),
  );
  await expect.poll(fds, { timeout: 15_000 }).toBeLessThanOrEqual(before + 3);
  await expect.poll(() => usageLines(data).filter((line) => line.t === "end").length).toBe(ends + 2000);
}, 120_000);
