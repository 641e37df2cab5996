/** From a set-up checkout to a box that answers through its own gateway. */
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Agent, request } from "undici";
import { SluiceError } from "../contract/error.ts";
import { systemClock as clock } from "../lib/clock.ts";
import { isPortFree } from "../lib/free-port.ts";
import { spawnLogged } from "../lib/spawn-logged.ts";
import { environmentOf, type Settings } from "../settings.ts";
import { lastLines } from "./log-lines.ts";
import { runningBox, urlOf } from "./running-box.ts";
import type { Screen } from "./screen.ts";

export interface StartedBox {
  url: string;
  /** Until somebody has claimed the box. */
  claimCode: string | null;
  /** Of the certificate the box made itself (--lan). */
  fingerprint: string | null;
  already: boolean;
}
const startMs = 90_000;

/** Starts the keeper unless it runs; resolves when /api/health answers through the gateway. Throws SluiceError. */
export async function startBox(settings: Settings, screen: Screen): Promise<StartedBox> {
  markKind(settings);
  const before = runningBox(settings.data);
  if (!before?.keeperLives) {
    // A keeper killed outright leaves its gateway on the port: that one is taken over, not in the way.
    if (!before?.parts.gateway) await checkPort(settings);
    startKeeper(settings);
  }
  const until = clock.now() + startMs;
  while (!(await isHealthy(settings.data))) {
    if (clock.now() > until) throw notStarted(settings.data);
    screen.show(`Starting the box: ${missingOf(settings.data)}`);
    await clock.sleep(200);
  }
  screen.clear();
  const { file } = runningBox(settings.data)!;
  return {
    url: urlOf(file),
    claimCode: readOr(path.join(settings.data, "claim-code"))?.trim() ?? null,
    fingerprint: file.lan ? fingerprintOf(settings.data) : null,
    already: before?.keeperLives === true,
  };
}

function startKeeper(settings: Settings): void {
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  mkdirSync(path.join(settings.data, "logs"), { recursive: true, mode: 0o700 });
  const log = path.join(settings.data, "logs/keeper.log");
  const keeper = path.join(settings.root, "agent/src/keeper.ts");
  spawnLogged([process.execPath, keeper], { cwd: settings.root, env: environmentOf(settings), log, detached: true }).unref();
}

/** A data folder is that of one kind of box for ever: fakes must not serve what a real one trained, nor the other way round. */
function markKind({ data, box, boxWord }: Settings): void {
  const marker = path.join(data, "fake-box");
  const was = readOr(marker)?.trim() ?? (existsSync(path.join(data, "box.db")) ? "real" : null);
  const now = box === "real" ? "real" : boxWord;
  if (was !== null && was !== now) {
    const kind = (word: string) => (word === "real" ? "a real box" : `a box of fakes (${word})`);
    throw new SluiceError("wrong-state", `${data} holds ${kind(was)}; it cannot be started as ${kind(now)}.`, {
      hint:
        was === "real" ? "Give another folder with --data." : `Start it with --box ${was}, or give another folder with --data.`,
    });
  }
  if (now === "real" || was !== null) return;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(marker, `${now}\n`, { mode: 0o600 });
}

async function checkPort({ port, lan }: Settings): Promise<void> {
  if (await isPortFree(port, lan ? "::" : "127.0.0.1")) return;
  throw new SluiceError("busy", `Port ${port} is taken by another program or may not be used here.`, {
    hint: `Stop that program, or give another port: --port ${port + 1}.`,
  });
}

/** Asked on loopback whatever the box listens on; its certificate is its own, so there is nobody else to vouch for it. */
async function isHealthy(data: string): Promise<boolean> {
  const box = runningBox(data);
  if (!box?.keeperLives || !box.parts.app) return false;
  const { lan, port } = box.file;
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, headersTimeout: 3000 });
  try {
    const answer = await request(`${lan ? "https" : "http"}://127.0.0.1:${port}/api/health`, { dispatcher });
    await answer.body.dump();
    return answer.statusCode === 200;
  } catch {
    return false;
  } finally {
    await dispatcher.close();
  }
}

function missingOf(data: string): string {
  const box = runningBox(data);
  const missing = (["gateway", "agent", "app"] as const).filter((part) => !box?.parts[part]);
  return missing.length > 0 ? `waiting for ${missing.join(", ")}` : "waiting for its first answer";
}

/** With the last words of the part that is missing. */
export function notStarted(data: string): SluiceError {
  const box = runningBox(data);
  const part = (["agent", "gateway", "app"] as const).find((one) => !box?.parts[one]) ?? "agent";
  const said = lastLines(path.join(data, `logs/${part}.log`), 8);
  return new SluiceError("agent-down", `The box did not start within ${startMs / 1000} s.\n${said.join("\n")}`, {
    hint: "'./sluice logs' shows everything; './sluice down' stops what started.",
  });
}

function fingerprintOf(data: string): string | null {
  const certificate = readOr(path.join(data, "tls/cert.pem"));
  return certificate ? new X509Certificate(certificate).fingerprint256 : null;
}
const readOr = (file: string): string | null => (existsSync(file) ? readFileSync(file, "utf8") : null);
