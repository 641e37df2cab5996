/** The gateway without an agent: it serves from its last good snapshot, and hands over to its successor without a gap. */
import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { openMeterDb } from "../../agent/src/store/meter/open-meter-db.ts";
import { ask, eventsOf, open, question, readAll } from "../support/ask-gateway.ts";
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

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
beforeEach(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`, () => ({ tokens: 40, gapMs: 10 }));
  writeSnapshot(data, [deploymentAt(engine.socket)]);
  gateway = await startGateway(data);
});
afterEach(async () => {
  await gateway.kill("SIGKILL");
  await engine.stop();
  removeDataFolder(data);
});
const warnings = () => gateway.log().filter((line) => line.includes("not readable as a whole")).length;

it("a torn, foreign or missing snapshot never replaces a good one; the next good one does", async () => {
  const file = path.join(data, "snapshot.json");
  for (const text of ['{"version":1,"rev', "", "[]", '{"version":2}', "\0\0\0"]) {
    const before = warnings();
    writeFileSync(file, text);
    await expect.poll(warnings).toBeGreaterThan(before);
    expect((await ask(gateway.port, question)).status).toBe(200);
  }
  rmSync(file);
  expect((await ask(gateway.port, question)).status).toBe(200);
  writeSnapshot(data, [deploymentAt(engine.socket, { name: "renamed" })], { revision: 9 });
  await expect.poll(async () => (await ask(gateway.port, { ...question, model: "renamed" })).status).toBe(200);
  expect((await ask(gateway.port, question)).status).toBe(404);
});

it("an engine that comes back on a new socket is found; streams on the old one go on", async () => {
  const { res } = await open(gateway.port, { ...question, stream: true });
  const second = await startFakeUpstream(`${data}/second.sock`);
  writeSnapshot(data, [deploymentAt(second.socket)], { revision: 2 });
  await expect.poll(async () => (await ask(gateway.port, question)).status === 200 && second.asked.length > 0).toBe(true);
  expect(eventsOf(await readAll(res)).at(-1)).toBe("[DONE]");
  await second.stop();
});

it("no agent at all: requests are served and all of them are in the books when a collector comes", async () => {
  for (let n = 0; n < 10; n++) expect((await ask(gateway.port, { ...question, stream: n % 2 === 0 })).status).toBe(200);
  await promisify(execFile)(process.execPath, [path.join(root, "test/support/collect-usage.ts"), data, "once"]);
  const db = openMeterDb(path.join(data, "meter.db"));
  expect(db.prepare("SELECT requests, completion, estimated FROM usage_hour").all()).toMatchObject([
    { requests: 10, completion: 400, estimated: 0 },
  ]);
  db.close();
});

it("SIGTERM: takes no more, ends what it began, and a second gateway on the same port has taken over", async () => {
  const fixed = await startGateway(data);
  onTestFinished(async () => void (await fixed.kill("SIGKILL")));
  const { port } = fixed;
  const { res } = await open(port, { ...question, stream: true });
  const second = await startGateway(data, { SLUICE_PORT: String(port) });
  onTestFinished(async () => void (await second.kill("SIGKILL")));
  const code = fixed.kill("SIGTERM");
  // The kernel may reset a connection that stood in the closing door's queue; every client tries such a one again.
  const list = () => ask(port, undefined, { path: "/v1/models" });
  for (let n = 0; n < 20; n++) expect((await list().catch(list)).status).toBe(200);
  expect(eventsOf(await readAll(res)).at(-1)).toBe("[DONE]");
  expect(await code).toBe(0);
  const end = usageLines(data).find((line) => line.t === "end" && line.id === res.headers["x-request-id"]);
  expect(end).toMatchObject({ cut: null, estimated: false });
});

it("another box is not let onto the same port", async () => {
  const other = newDataFolder();
  await expect(startGateway(other, { SLUICE_PORT: String(gateway.port) })).rejects.toThrow(
    "taken by another program or another box",
  );
  removeDataFolder(other);
});

it("whoever read its log is gone: it serves on and still ends when asked", async () => {
  const deaf = await startGateway(data);
  onTestFinished(async () => void (await deaf.kill("SIGKILL")));
  deaf.stopReading();
  expect((await ask(deaf.port, question)).status).toBe(200);
  expect(await deaf.kill("SIGTERM")).toBe(0);
});
