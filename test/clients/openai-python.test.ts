/** Installs the pinned official client into .sluice/test-venv (kept between runs) and lets it speak to the gateway. */
import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  root,
  startGateway,
  type TestGateway,
  testKey,
  writeSnapshot,
} from "../support/start-gateway.ts";

const run = promisify(execFile);
const pinned = "openai==3.54.0";
const venv = path.join(root, ".sluice/test-venv");
const python = path.join(venv, "bin/python");

/** The marker is written last: a broken install is made anew. */
async function ensurePython(): Promise<void> {
  const marker = path.join(venv, pinned);
  if (existsSync(marker)) return;
  rmSync(venv, { recursive: true, force: true });
  await run("python3", ["-m", "venv", venv]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", pinned]);
  writeFileSync(marker, "");
}

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  await ensurePython();
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`);
  writeSnapshot(data, [deploymentAt(engine.socket)]);
  gateway = await startGateway(data);
}, 300_000);
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});

it("chat, stream and models work with base URL and key only", async () => {
  const script = path.join(root, "test/clients/openai_calls.py");
  const { stdout } = await run(python, [script, `${gateway.url}/v1`, testKey]);
  expect(JSON.parse(stdout)).toEqual({
    models: ["helpdesk"],
    chat: "t0 t1 t2 t3 t4 ",
    total: 12,
    stream: "t0 t1 t2 t3 t4 ",
    refused: ["AuthenticationError", "NotFoundError"],
  });
}, 60_000);
