/** Thousands of malformed requests over raw sockets: nothing dies, nothing answers 5xx, and afterwards all is as before. */
import { readdirSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, question } from "../support/ask-gateway.ts";
import { eventually } from "../support/eventually.ts";
import { type Asked, type Behaviour, type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import { type Malformed, malformed, randomFrom } from "../support/malformed.ts";
import { recorded, saidFrames } from "../support/question-of.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  startGateway,
  type TestGateway,
  writeSnapshot,
} from "../support/start-gateway.ts";

/** The whole 10,000 with `./sluice test --all`. */
const requests = process.env.SLUICE_ALL ? 10_000 : 1500;
const seed = Number(process.env.SLUICE_TEST_SEED ?? 20_261_127);
const atOnce = 24;
/** A request that was damaged into waiting for more of itself gets no answer; so long is listened for one. */
const patienceMs = 300;

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
let app: http.Server;
beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`, answerOf);
  const all = { can: ["tools", "json-schema", "logprobs", "images"] as const };
  writeSnapshot(data, [
    deploymentAt(engine.socket, { can: [...all.can] }),
    deploymentAt(engine.socket, { name: "vectors", gives: ["embeddings"] }),
    deploymentAt(engine.socket, { name: "ranker", gives: ["rerank"] }),
  ]);
  // A path may be damaged into one of the console's.
  app = http.createServer((_req, res) => void res.writeHead(404).end());
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway(data, { SLUICE_APP_PORT: String((app.address() as AddressInfo).port) });
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  app.close();
  await engine.stop();
  removeDataFolder(data);
});

/** An engine that answers everything right: whatever goes wrong is the gateway's. */
function answerOf({ path, body }: Asked): Behaviour {
  const whole = (name: string) => ({ status: 200, body: recorded(name).toString() });
  if (path === "/v1/messages") return body.stream === true ? { replay: saidFrames("messages.sse") } : whole("messages.json");
  if (path === "/v1/messages/count_tokens") return { status: 200, body: '{"input_tokens":3}' };
  if (path === "/v1/embeddings") return whole(body.encoding_format === "base64" ? "embeddings-base64.json" : "embeddings.json");
  return path === "/v1/rerank" ? whole("rerank.json") : {};
}

/** The status line of the answer; null where none came. */
function send({ pieces, isUnfinished }: Malformed): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = net.connect(gateway.port, "127.0.0.1");
    let said = "";
    const timer = setTimeout(() => socket.destroy(), isUnfinished ? patienceMs / 6 : patienceMs * 10);
    socket.on("data", (bytes) => {
      if (said.length < 100) said += bytes.toString("latin1", 0, 100);
      // Kept open by both: it has its answer, and goes.
      if (said.includes("\r\n") && !isUnfinished) setTimeout(() => socket.destroy(), 5);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(/^HTTP\/1\.1 (\d{3}) /.exec(said)?.[1] ?? null);
    });
    const write = (at: number) => {
      if (at < pieces.length && !socket.destroyed) socket.write(pieces[at]!, () => setTimeout(write, 2, at + 1));
    };
    socket.on("connect", () => write(0));
  });
}
const descriptors = () => readdirSync(`/proc/${gateway.pid}/fd`).length;

it(`${requests} malformed requests: no crash, no 5xx, nothing left open`, async () => {
  expect((await ask(gateway.port, question)).status).toBe(200);
  const before = await eventually(() => descriptors(), 1000);
  const random = randomFrom(seed);
  const list = Array.from({ length: requests }, () => malformed(random));
  const statuses = new Map<string, number>();
  const wrong: string[] = [];
  const work = async () => {
    for (let next = list.pop(); next; next = list.pop()) {
      const status = await send(next);
      statuses.set(`${status}`, (statuses.get(`${status}`) ?? 0) + 1);
      if (status?.startsWith("5")) wrong.push(`${status}: ${next.kind} ${Buffer.concat(next.pieces).toString("latin1", 0, 600)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(gateway.log().filter((line) => line.includes("unforeseen error"))).toEqual([]);
  // Both kinds must have been there, or the fuzz has gone blind.
  expect(statuses.get("400") ?? 0).toBeGreaterThan(requests / 4);
  expect(statuses.get("200") ?? 0).toBeGreaterThan(requests / 50);
  expect((await ask(gateway.port, question)).status).toBe(200);
  await eventually(() => descriptors() <= before + 3, 20_000);
}, 600_000);

/** The status of the first answer to a request that does not stop. */
function statusOfEndless(head: string, piece: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(gateway.port, "127.0.0.1");
    const more = () => void (socket.destroyed || socket.write(piece, more));
    socket.on("connect", () => socket.write(head, more));
    socket.on("error", reject);
    socket.once("data", (bytes) => {
      resolve(bytes.toString("latin1", 9, 12));
      socket.destroy();
    });
  });
}

it("endless ones are turned away while they come", async () => {
  const piece = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(1024 * 1024, "x"), Buffer.from("\r\n")]);
  const head = (key: string) =>
    `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${key}\r\ntransfer-encoding: chunked\r\n\r\n`;
  // Strangers cannot make us hold a single byte of a body; a key's owner gets as far as the limit.
  expect(await statusOfEndless(head("sk-sluice-stranger"), piece)).toBe("401");
  expect((await ask(gateway.port, question)).status).toBe(200);
});
