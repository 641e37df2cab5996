/** SIGKILL for gateway and collector, again and again under load: every request is in the books exactly once. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openMeterDb } from "../../agent/src/store/meter/open-meter-db.ts";
import { ask, question } from "../support/ask-gateway.ts";
import { type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  root,
  startGateway,
  type TestGateway,
  usageLines,
  writeSnapshot,
} from "../support/start-gateway.ts";

const collector = path.join(root, "test/support/collect-usage.ts");
let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
let collecting: ChildProcess;
beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`, () => ({ tokens: 5, gapMs: 2 }));
  writeSnapshot(data, [deploymentAt(engine.socket)]);
});
afterAll(async () => {
  collecting.kill("SIGKILL");
  await gateway.kill("SIGKILL");
  await engine.stop();
  removeDataFolder(data);
});
const startCollector = () => spawn(process.execPath, [collector, data], { stdio: ["ignore", "ignore", "inherit"] });

it("gateway and collector killed under load", async () => {
  const complete = new Set<string>();
  let port = 0;
  let isOver = false;
  const client = async (n: number) => {
    while (!isOver) {
      const reply = await ask(port, { ...question, stream: n % 2 === 0 }).catch(() => null);
      if (reply?.status === 200) complete.add(String(reply.headers["x-request-id"]));
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  gateway = await startGateway(data);
  port = gateway.port;
  collecting = startCollector();
  const clients = Array.from({ length: 12 }, (_, n) => client(n));
  for (let round = 0; round < 4; round++) {
    const enough = complete.size + 150;
    await expect.poll(() => complete.size, { timeout: 20_000, interval: 10 }).toBeGreaterThan(enough);
    collecting.kill("SIGKILL");
    collecting = startCollector();
    await gateway.kill("SIGKILL");
    gateway = await startGateway(data);
    port = gateway.port;
  }
  await expect.poll(() => complete.size, { timeout: 20_000 }).toBeGreaterThan(700);
  isOver = true;
  await Promise.all(clients);
  collecting.kill("SIGKILL");
  await gateway.kill("SIGKILL");
  await promisify(execFile)(process.execPath, [collector, data, "once"]);

  const opened = new Set(usageLines(data).flatMap((line) => (line.t === "open" ? [line.id] : [])));
  const db = openMeterDb(path.join(data, "meter.db"));
  const rows = db.prepare("SELECT id, status, completion, estimated FROM usage_line").all() as Row[];
  const hours = db.prepare("SELECT sum(requests) AS requests, sum(completion) AS completion FROM usage_hour").get() as Sums;
  const left = db.prepare("SELECT count(*) AS n FROM usage_open").get() as { n: number };
  db.close();
  expect(new Set(rows.map((row) => row.id))).toEqual(opened);
  expect(hours.requests).toBe(opened.size);
  expect(hours.completion).toBe(rows.reduce((sum, row) => sum + row.completion, 0));
  expect(left.n).toBe(0);
  const booked = new Map(rows.map((row) => [row.id, row]));
  for (const id of complete) expect(booked.get(id)).toMatchObject({ status: 200, completion: 5, estimated: 0 });
  expect(rows.some((row) => row.estimated === 1)).toBe(true);
}, 300_000);

interface Row {
  id: string;
  status: number;
  completion: number;
  estimated: number;
}
interface Sums {
  requests: number;
  completion: number;
}
