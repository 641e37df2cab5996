/** One question to a vendor's tool: a short process, waited for no longer than it may take. */
import type { Clock } from "../lib/clock.ts";
import { runCommand } from "../lib/run-command.ts";

export interface Said {
  /** Null: a signal ended it, or it did not end in time. */
  code: number | null;
  text: string;
}
/** A process that waits for a dead card cannot be killed: after its time nobody waits for it any more. */
export async function askTool(argv: [string, ...string[]], { clock, lookMs }: { clock: Clock; lookMs: number }): Promise<Said> {
  const lines: string[] = [];
  const inTime = new AbortController();
  const ended = runCommand(argv, { onLine: (line) => lines.push(line), signal: inTime.signal });
  const done = new AbortController();
  const first = await Promise.race([ended, clock.sleep(lookMs, done.signal).then(() => null)]);
  done.abort();
  if (!first) inTime.abort();
  return { code: first?.code ?? null, text: lines.join("\n") };
}
