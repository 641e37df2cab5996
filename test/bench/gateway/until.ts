import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Running } from "./process.ts";

const limitMs = 90_000;

/** Waits until `look` says yes; a program that ended meanwhile, or took too long, is an error with the end of its log. */
export async function until(what: string, look: () => Promise<boolean>, of: { running: Running; log: string }): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  for (;;) {
    if (await look().catch(() => false)) return;
    const ended = of.running.exit();
    if (ended !== null || Date.now() > giveUpAt) {
      const tail = readFileSync(of.log, "utf8").split("\n").slice(-15).join("\n");
      throw new Error(`Waited for: ${what}; ${ended === null ? "it took too long" : `it ended with ${ended}`}.\n${tail}`);
    }
    await sleep(50);
  }
}
