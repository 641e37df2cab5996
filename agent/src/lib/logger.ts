import { writeSync } from "node:fs";
import { type Logger, pino } from "pino";

export type { Logger };
/** JSON lines on standard output; the keeper keeps them in logs/. Secrets never reach a log call: these paths are a second net. */
export function createLogger(room: string, level: string): Logger {
  const redact = ["*.secret", "*.password", "*.authorization", "headers.cookie"];
  return pino({ level, base: { room }, redact }, { write: writeLine });
}

/**
 * Not pino's own destination: it writes later (a killed process loses its last lines), and when the reader of standard output is
 * gone it may retry at exit without end (seen). A lost log line is the lesser evil.
 */
function writeLine(line: string): void {
  try {
    writeSync(1, line);
  } catch {
    // Nobody reads; there is nowhere to say so.
  }
}
