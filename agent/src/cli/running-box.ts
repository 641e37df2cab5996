/** What keeper.json says about a data folder, and what is true of it. */
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KeeperFile } from "../contract/keeper-file.ts";
import { parseJson } from "../lib/parse-json.ts";
import { isSameAlive } from "../lib/process-identity.ts";

export interface RunningBox {
  file: KeeperFile;
  keeperLives: boolean;
  /** The parts that live, with their pid. */
  parts: Partial<Record<"gateway" | "agent" | "app", number>>;
}

/** null: nothing of this box lives. */
export function runningBox(data: string): RunningBox | null {
  const name = path.join(data, "keeper.json");
  const file = existsSync(name) ? parseJson(readFileSync(name, "utf8"), KeeperFile) : null;
  if (!file) return null;
  const parts: RunningBox["parts"] = {};
  for (const part of ["gateway", "agent", "app"] as const) {
    const child = file.children[part];
    if (child && isSameAlive(child)) parts[part] = child.pid;
  }
  const keeperLives = isSameAlive(file.keeper);
  return keeperLives || Object.keys(parts).length > 0 ? { file, keeperLives, parts } : null;
}

/** The address a person opens; with --lan the first address other machines can reach. */
export function urlOf({ port, lan }: { port: number; lan: boolean }): string {
  if (!lan) return `http://127.0.0.1:${port}`;
  const addresses = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  const outside = addresses.find((a) => !a.internal && a.family === "IPv4");
  return `https://${outside?.address ?? "127.0.0.1"}:${port}`;
}
