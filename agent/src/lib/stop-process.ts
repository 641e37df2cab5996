import type { ProcessIdentity } from "../contract/keeper-file.ts";
import type { Clock } from "./clock.ts";
import { isSameAlive, untilGone } from "./process-identity.ts";

/** Asks once, waits its grace, then kills; resolves when it is gone. Nothing is done to one that is gone already. */
export async function stopProcess(one: ProcessIdentity | undefined, clock: Clock, graceMs: number): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (!one || !isSameAlive(one)) return;
    try {
      process.kill(one.pid, signal);
    } catch {
      return; // gone between the look and the signal
    }
    await untilGone(one, clock, graceMs);
  }
}
