/**
 * Starts gateway, agent and app and starts each again when it ends, with growing waits. Runs are none of its business.
 * A keeper killed outright leaves its children running; the next one takes them over by keeper.json instead of starting others.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { KeeperFile, type Part, type ProcessIdentity } from "./contract/keeper-file.ts";
import { systemClock as clock } from "./lib/clock.ts";
import { freePort } from "./lib/free-port.ts";
import { tryLock } from "./lib/lock-file.ts";
import { createLogger } from "./lib/logger.ts";
import { parseJson } from "./lib/parse-json.ts";
import { runPeriodic } from "./lib/periodic.ts";
import { identityOf, isSameAlive, untilGone } from "./lib/process-identity.ts";
import { rotateLog } from "./lib/rotate-log.ts";
import { spawnLogged } from "./lib/spawn-logged.ts";
import { stopProcess } from "./lib/stop-process.ts";
import { writeFileAtomic } from "./lib/write-file-atomic.ts";
import { environmentOf, readSettings } from "./settings.ts";

process.umask(0o077); // whoever made the data folder, its databases, logs and private data are for the box's own user alone
const [firstWaitMs, longestWaitMs, healthyMs, logBytes] = [250, 30_000, 60_000, 20_000_000];
const graceMs: Record<Part, number> = { app: 5_000, agent: 15_000, gateway: 35_000 };

const settings = readSettings();
const log = createLogger("keeper", settings.logLevel);
const file = path.join(settings.data, "keeper.json");
mkdirSync(path.join(settings.data, "logs"), { recursive: true, mode: 0o700 });
const free = tryLock(path.join(settings.data, "keeper.lock"));
if (!free) {
  log.info("another keeper looks after this box");
  process.exit();
}
const last = existsSync(file) ? parseJson(readFileSync(file, "utf8"), KeeperFile) : null;
const alive = Object.values(last?.children ?? {}).some(isSameAlive);
// Where children live on, their ports are already part of them.
const { port, lan, appPort } = last && alive ? last : { port: settings.port, lan: settings.lan, appPort: await freePort() };
const children: KeeperFile["children"] = { ...last?.children };
const stopping = new AbortController();
const env = environmentOf({ ...settings, port, lan, appPort });
const logOf = (name: string) => path.join(settings.data, "logs", `${name}.log`);
const programs: Record<Part, { script: string; env: Record<string, string | undefined> }> = {
  gateway: { script: "agent/src/gateway/main.ts", env },
  agent: { script: "agent/src/main.ts", env },
  app: {
    script: "app/.next/standalone/app/server.js",
    env: { ...env, HOSTNAME: "127.0.0.1", PORT: String(appPort), NODE_ENV: "production" },
  },
};

function note(): void {
  const now: KeeperFile = { version: 1, keeper: identityOf(process.pid)!, port, lan, appPort, children };
  writeFileAtomic(file, JSON.stringify(now, null, 2));
}

function start(part: Part): ProcessIdentity | null {
  const { script, env } = programs[part];
  const child = spawnLogged([process.execPath, script], { cwd: settings.root, env, log: logOf(part) });
  child.on("error", (error) => log.error({ part, error: error.message }, "start failed"));
  child.on("exit", (code, signal) => log.info({ part, pid: child.pid, code, signal }, "ended"));
  log.info({ part, pid: child.pid }, "started");
  return child.pid === undefined ? null : identityOf(child.pid);
}

async function keep(part: Part): Promise<void> {
  const old = last?.children[part];
  let child = old && isSameAlive(old) ? old : null;
  if (child) log.info({ part, pid: child.pid }, "taken over");
  for (let waitMs = firstWaitMs; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    const begun = clock.now();
    child ??= start(part);
    if (child) {
      children[part] = child;
      note();
      await untilGone(child, clock);
      child = null;
    }
    if (clock.now() - begun > healthyMs) waitMs = firstWaitMs;
    await clock.sleep(waitMs, stopping.signal);
  }
}

async function stop(): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  for (const part of ["app", "agent", "gateway"] as const) await stopProcess(children[part], clock, graceMs[part]);
  rmSync(file, { force: true });
  free?.();
  process.exit(0);
}
process.on("SIGTERM", stop).on("SIGINT", stop);

const rotate = () => [...Object.keys(programs), "keeper"].forEach((name) => void rotateLog(logOf(name), logBytes));
void runPeriodic(60_000, rotate, {
  clock,
  signal: stopping.signal,
  onError: (error) => log.error({ error: String(error) }, "rotate"),
});
note();
await Promise.all((["gateway", "agent", "app"] as const).map(keep));
