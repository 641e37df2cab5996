/** The gateway's only knowledge of the box. A torn, invalid or missing snapshot never replaces a good one. */
import { type FSWatcher, readFileSync, statSync, watch } from "node:fs";
import path from "node:path";
import { type DeploymentSnapshot, type KeySnapshot, type RouteSnapshot, Snapshot } from "../contract/snapshot.ts";
import type { Logger } from "../lib/logger.ts";
import { parseJson } from "../lib/parse-json.ts";

export interface SnapshotView extends Pick<Snapshot, "revision" | "utcOffsetMinutes" | "spent" | "spentUpTo" | "closed"> {
  /** By public name, aliases too. */
  routes: ReadonlyMap<string, RouteSnapshot>;
  deployments: ReadonlyMap<string, DeploymentSnapshot>;
  /** With the moment that secret ends (a rotated one), whatever the key's own expiry says. */
  keysBySha256: ReadonlyMap<string, { key: KeySnapshot; until: number | null }>;
  /** Projects that keep requests and answers, with how many days. */
  logging: ReadonlyMap<string, number>;
}
export interface SnapshotReader {
  view(): SnapshotView;
  onChange(listener: (view: SnapshotView) => void): void;
  stop(): void;
}

const nothing: SnapshotView = {
  ...{ revision: 0, utcOffsetMinutes: 0, spent: {}, spentUpTo: {}, closed: [] },
  ...{ routes: new Map(), deployments: new Map(), keysBySha256: new Map(), logging: new Map() },
};

/** Reads at once, then on every change: watched, and looked at each second because watches get lost (limits, network disks). */
export function createSnapshotReader(options: { file: string; log: Logger; everyMs?: number }): SnapshotReader {
  const { file, log } = options;
  let view = nothing;
  let seen = "";
  const listeners: ((view: SnapshotView) => void)[] = [];
  const look = () => {
    const mark = markOf(file);
    if (mark === null || mark === seen) return;
    seen = mark;
    const read = readView(file);
    if (!read) {
      log.warn({ file, kept: view.revision }, "snapshot is not readable as a whole; the last good one is kept");
      return;
    }
    view = read;
    log.info({ revision: view.revision, routes: view.routes.size, keys: view.keysBySha256.size }, "snapshot taken");
    for (const listener of listeners) listener(view);
  };
  look();
  const watcher = watchFolder(path.dirname(file), (name) => name === path.basename(file) && look(), log);
  const timer = setInterval(look, options.everyMs ?? 1000);
  return {
    view: () => view,
    onChange: (listener) => listeners.push(listener),
    stop() {
      watcher?.close();
      clearInterval(timer);
    },
  };
}

function readView(file: string): SnapshotView | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // Gone between the look and the read: the next look decides.
    return null;
  }
  const snapshot = parseJson(text, Snapshot);
  if (!snapshot) return null;
  const { revision, utcOffsetMinutes, spent, spentUpTo, closed } = snapshot;
  return {
    ...{ revision, utcOffsetMinutes, spent, spentUpTo, closed },
    routes: new Map(snapshot.routes.flatMap((route) => [route.name, ...route.aliases].map((name) => [name, route]))),
    deployments: new Map(snapshot.deployments.map((deployment) => [deployment.id, deployment])),
    keysBySha256: new Map(
      snapshot.keys.flatMap((key) => key.secrets.map(({ sha256, expiresAt }) => [sha256, { key, until: expiresAt }])),
    ),
    logging: new Map(snapshot.logging.map(({ projectId, retentionDays }) => [projectId, retentionDays])),
  };
}

function markOf(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : null;
}

function watchFolder(dir: string, onName: (name: string | null) => void, log: Logger): FSWatcher | null {
  try {
    const watcher = watch(dir, (_event, name) => onName(name));
    watcher.on("error", (error) => log.warn({ err: error }, "snapshot watch lost; looking once a second goes on"));
    return watcher;
  } catch (error) {
    log.warn({ err: error }, "snapshot cannot be watched; looking once a second");
    return null;
  }
}
