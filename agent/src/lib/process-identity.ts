/** A pid alone is recycled: a process is named by its pid, the kernel's start tick and the boot it belongs to. */
import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "../contract/keeper-file.ts";
import type { Clock } from "./clock.ts";
import { livingStat } from "./process-stat.ts";

/** Who has this pid now; null if nobody lives under it (a zombie is nobody). */
export function identityOf(pid: number): ProcessIdentity | null {
  const stat = livingStat(pid);
  return stat && { pid, startTick: stat.startTick, bootId: bootId() };
}

export function isSameAlive(one: ProcessIdentity): boolean {
  const now = identityOf(one.pid);
  return now !== null && now.startTick === one.startTick && now.bootId === one.bootId;
}

/** Resolves when it is gone, or when the time is over (false). */
export async function untilGone(one: ProcessIdentity, clock: Clock, withinMs = Number.POSITIVE_INFINITY): Promise<boolean> {
  for (const until = clock.now() + withinMs; isSameAlive(one); await clock.sleep(150)) {
    if (clock.now() >= until) return false;
  }
  return true;
}

let boot: string | null = null;
function bootId(): string {
  boot ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return boot;
}
