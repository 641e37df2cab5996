/** The real gateway process over a temp data folder; its snapshot is written by the test, as the agent would. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type {
  DeploymentSnapshot,
  KeySnapshot,
  ReplicaSnapshot,
  RouteSnapshot,
  Snapshot,
  UsageLine,
} from "../../agent/src/contract/snapshot.ts";
import { socketDirOf } from "../../agent/src/settings.ts";
import { engineName } from "./fake-upstream.ts";

export const root = path.resolve(import.meta.dirname, "../..");
export const testKey = `sk-sluice-${"k".repeat(43)}`;

export interface TestGateway {
  data: string;
  port: number;
  url: string;
  pid: number;
  /** JSON lines of its log so far. */
  log(): string[];
  /** Closes our end of its standard output and error, as when the keeper is killed. */
  stopReading(): void;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

export function newDataFolder(): string {
  const data = mkdtempSync(path.join(os.tmpdir(), "sluice-gw-"));
  mkdirSync(path.join(data, "usage"));
  return data;
}
export function removeDataFolder(data: string): void {
  rmSync(data, { recursive: true, force: true });
  rmSync(socketDirOf(data), { recursive: true, force: true });
}

export function replicaAt(socket: string, more: Partial<ReplicaSnapshot> = {}): ReplicaSnapshot {
  return { runId: "run_aaaaaaaa", socket, port: null, secret: null, draining: false, ...more };
}
/** A deployment whose one engine listens at `socket`; null: it cannot answer yet. */
export function deploymentAt(socket: string | null, more: Partial<DeploymentSnapshot> = {}): DeploymentSnapshot {
  const name = more.name ?? "helpdesk";
  return {
    ...{ id: `dep_${name.replace(/[^a-z0-9]/g, "").padEnd(8, "a")}`, name, projectId: "prj_aaaaaaaa" },
    ...{ modelId: "mod_aaaaaaaa", modelVersion: "tuned@0123456789ab", upstreamModel: engineName },
    state: socket === null ? "starting" : "ready",
    gives: ["chat", "completions", "responses", "messages"],
    can: ["tools", "json-schema", "logprobs"],
    ...{ contextTokens: null, loading: null, retryAfterSeconds: 4, price: null },
    replicas: socket === null ? [] : [replicaAt(socket)],
    ...more,
  };
}
export function routeTo(deployments: readonly DeploymentSnapshot[], more: Partial<RouteSnapshot> = {}): RouteSnapshot {
  return {
    ...{ id: null, name: deployments[0]?.name ?? "route", aliases: [], projectId: "prj_aaaaaaaa", created: 1_700_000_000 },
    targets: deployments.map(({ id }) => ({ deploymentId: id, weight: 1 })),
    fallbacks: [],
    policy: { queue: null, timeoutMs: null, maxTokens: null, systemPrompt: null },
    canary: null,
    ...more,
  };
}
export function keyRow(secret: string, more: Partial<KeySnapshot> = {}): KeySnapshot {
  const sha256 = createHash("sha256").update(secret).digest("hex");
  return {
    ...{ id: "key_aaaaaaaa", projectId: "prj_aaaaaaaa", personId: "usr_a", kind: "person" },
    secrets: [{ sha256, expiresAt: null }],
    ...{ expiresAt: null, disabled: false, allowedRoutes: null, ips: null },
    ...{ requestsPerMinute: null, tokensPerMinute: null, budgets: [] },
    ...more,
  };
}

/** Every deployment gets the route of its own name, unless routes are given. */
export function writeSnapshot(data: string, deployments: DeploymentSnapshot[], more: Partial<Snapshot> = {}): void {
  const snapshot: Snapshot = {
    ...{ version: 2, revision: 1, writtenAt: Date.now(), utcOffsetMinutes: 0 },
    deployments,
    routes: deployments.map((one) => routeTo([one])),
    keys: [keyRow(testKey)],
    ...{ logging: [], spent: {}, spentUpTo: {}, closed: [] },
    ...more,
  };
  const file = path.join(data, "snapshot.json");
  writeFileSync(`${file}.tmp`, JSON.stringify(snapshot));
  renameSync(`${file}.tmp`, file);
}

/** Every line of every usage file, in no order between files. */
export function usageLines(data: string): UsageLine[] {
  const dir = path.join(data, "usage");
  return readdirSync(dir).flatMap((file) =>
    readFileSync(path.join(dir, file), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as UsageLine),
  );
}

export async function startGateway(data: string, env: Record<string, string> = {}): Promise<TestGateway> {
  const child = spawn(process.execPath, [path.join(root, "agent/src/gateway/main.ts")], {
    env: { ...process.env, SLUICE_DATA: data, SLUICE_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => lines.push(text));
  const port = await listeningPort(child, lines);
  const gone = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return {
    data,
    port,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    log: () => lines,
    stopReading() {
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
    kill(signal) {
      child.kill(signal);
      return gone;
    },
  };
}

function listeningPort(child: ChildProcess, lines: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let rest = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      for (const line of parts) {
        if (line.includes('"gateway listening')) resolve((JSON.parse(line) as { port: number }).port);
      }
    });
    child.once("exit", (code) => reject(new Error(`The gateway ended with ${code}:\n${lines.join("\n")}`)));
  });
}
