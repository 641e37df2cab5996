/** The real gateway process over a temp data folder; its snapshot is written by the test, as the agent would. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { KeySnapshot, RouteSnapshot, Snapshot, UsageLine } from "../../agent/src/contract/snapshot.ts";
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

export function routeTo(socket: string | null, more: Partial<RouteSnapshot> = {}): RouteSnapshot {
  return {
    name: "helpdesk",
    deploymentId: "dep_aaaaaaaa",
    modelId: "mod_aaaaaaaa",
    created: 1_700_000_000,
    state: socket === null ? "starting" : "ready",
    socket,
    port: null,
    secret: null,
    upstreamModel: engineName,
    gives: ["chat", "completions"],
    retryAfterSeconds: 4,
    ...more,
  };
}
export function keyRow(secret: string, more: Partial<KeySnapshot> = {}): KeySnapshot {
  const sha256 = createHash("sha256").update(secret).digest("hex");
  return { id: "key_aaaaaaaa", sha256, projectId: "prj_aaaaaaaa", kind: "person", expiresAt: null, revoked: false, ...more };
}

export function writeSnapshot(data: string, routes: RouteSnapshot[], more: Partial<Snapshot> = {}): void {
  const keys = more.keys ?? [keyRow(testKey)];
  const snapshot: Snapshot = { version: 1, revision: 1, writtenAt: Date.now(), routes, keys, spent: {}, spentUpTo: {}, ...more };
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
