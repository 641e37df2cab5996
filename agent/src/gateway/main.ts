/** The gateway: the one process whose sockets leave the box. It needs the data folder and nothing else that runs. */
import path from "node:path";
import { systemClock } from "../lib/clock.ts";
import { createLogger } from "../lib/logger.ts";
import { readSettings, type Settings } from "../settings.ts";
import { createAdmission } from "./admit-question.ts";
import { createHostCheck } from "./allowed-hosts.ts";
import { ensureCertificate } from "./certificate.ts";
import { createKeyCheck } from "./check-key.ts";
import { everyAddress, openHttpDoor, openHttpsDoor, openRedirectDoor } from "./doors.ts";
import { createTraffic } from "./drain.ts";
import { createExchangeLog } from "./exchange-log.ts";
import { createFront, type Front } from "./front.ts";
import { createLimits } from "./limits/limits.ts";
import { openUsageFolder } from "./limits/usage-folder.ts";
import { watchUsage } from "./limits/watch-usage.ts";
import { createMeter } from "./meter.ts";
import { createPools } from "./pools.ts";
import { refuseForeignPort } from "./port-owner.ts";
import { createSpread } from "./routing/caller.ts";
import { createEjections, readEjections } from "./routing/ejections.ts";
import { watchQueueDepth } from "./routing/queue-depth.ts";
import { createRouter } from "./routing/router.ts";
import { createWaitingRoom } from "./routing/waiting-room.ts";
import { createServeAgent } from "./serve-agent.ts";
import { createServeV1 } from "./serve-v1.ts";
import { createSnapshotReader, type SnapshotView } from "./snapshot-reader.ts";

const drainLimitMs = 30_000;
process.umask(0o077); // as the keeper has it; whoever starts us
const settings = readSettings();
const log = createLogger("gateway", settings.logLevel);
// The data folder by its hash: enough to tell a gateway of this box from a stranger on the same port.
const box = path.basename(settings.socketDir);

const usageDir = path.join(settings.data, "usage");
const meter = createMeter({
  ...{ dir: usageDir, pid: process.pid, clock: systemClock },
  onLine: (file, line, end) => limits.line(file, line, end),
});
const snapshot = createSnapshotReader({ file: path.join(settings.data, "snapshot.json"), log });
const limits = createLimits({
  ...{ view: snapshot.view(), folder: openUsageFolder(usageDir) },
  ...{ isMine: meter.isMine, now: systemClock.now },
});
limits.look();
const pools = createPools();
const exchanges = createExchangeLog({
  ...{ dir: path.join(settings.data, "exchanges"), pid: process.pid, clock: systemClock, log },
  daysOf: (projectId) => snapshot.view().logging.get(projectId),
});
const ejections = createEjections(readEjections(usageDir, snapshot.view().spentUpTo));
const router = createRouter({ ejections, tell: meter.tell, clock: systemClock, log });
const room = createWaitingRoom();
const stopping = new AbortController();
const take = (view: SnapshotView) => {
  pools.keepOnly([...view.deployments.values()].flatMap((one) => one.replicas));
  router.take(view);
  limits.take(view);
  room.wake();
};
take(snapshot.view());
snapshot.onChange(take);
void watchQueueDepth({ choices: router.choices, pools, clock: systemClock, log, signal: stopping.signal });
void watchUsage({ limits, clock: systemClock, log, signal: stopping.signal });

const certificate = settings.lan ? await ensureCertificate(path.join(settings.data, "tls")) : null;
const traffic = createTraffic();
const agent = { socketPath: settings.agentSocket };
const checkKey = createKeyCheck(snapshot);
const newRequestId = countingIds();
const front = createFront({
  serveV1: createServeV1({
    snapshot,
    checkKey,
    ...{ meter, pools, router, room, exchanges, agent, limits },
    admit: createAdmission(limits, snapshot),
    spread: createSpread(process.pid),
    newRequestId,
    clock: systemClock,
    log,
  }),
  serveAgent: createServeAgent({ snapshot, checkKey, limits, agent, newRequestId, clock: systemClock }),
  agent,
  app: settings.appPort === null ? null : { host: "127.0.0.1", port: settings.appPort },
  // TLS already stops rebinding (the certificate is not the attacker's); on the LAN a box may have names we do not know.
  isHostAllowed: settings.lan ? () => true : createHostCheck(),
  health: () => ({ ok: true, box, revision: snapshot.view().revision, waiting: room.size() }),
  certificate: certificate?.cert ?? null,
  log,
});
const watched: Front = {
  listener(req, res) {
    traffic.enter(req.url, res);
    front.listener(req, res);
  },
  ask(question, reply) {
    traffic.enter(question.url, reply);
    front.ask(question, reply);
  },
};
const doors = await openDoors(settings).catch((error: unknown): never => {
  log.fatal({ err: error }, error instanceof Error ? error.message : "the gateway could not listen");
  process.exit(1);
});

async function openDoors({ lan, port, redirectPort }: Settings) {
  const host = lan ? everyAddress() : "127.0.0.1";
  await refuseForeignPort(port, host, lan, box);
  if (!certificate) {
    const door = await openHttpDoor(port, host, watched);
    log.info({ url: `http://127.0.0.1:${door.port}`, port: door.port }, "gateway listening");
    return [door];
  }
  const door = await openHttpsDoor(port, host, certificate, watched);
  const redirect = await openRedirectDoor(redirectPort, host, door.port).catch((error: Error) => {
    log.warn({ redirectPort, err: error.message }, "this port is taken: plain http is not sent on to https");
    return null;
  });
  const { fingerprint } = certificate;
  log.info({ port: door.port, redirectPort: redirect && redirect.port, fingerprint }, "gateway listening on the LAN");
  return redirect ? [door, redirect] : [door];
}

/** Unique over restarts, and cheaper than randomness: start time, pid, count. */
function countingIds(): () => string {
  const stem = `req_${Date.now().toString(36)}${process.pid.toString(36)}`;
  let count = 0;
  return () => {
    count += 1;
    return `${stem}n${count.toString(36)}`;
  };
}

async function stop(signal: string): Promise<void> {
  // Asked a second time: now.
  process.once(signal, () => process.exit(1));
  log.info({ signal }, "gateway draining");
  const { cut } = await traffic.drain(doors, drainLimitMs, systemClock);
  // Cut answers write their end lines when the connections of client and engine have closed, a turn after each other.
  await turns(2);
  snapshot.stop();
  stopping.abort();
  pools.close();
  await turns(2);
  meter.close();
  exchanges.close();
  log.info({ cut }, "gateway stopped");
  process.exit(0);
}
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
process.once("SIGTERM", () => void stop("SIGTERM"));
process.once("SIGINT", () => void stop("SIGINT"));
