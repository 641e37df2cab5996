import { type Logger, pino } from "pino";

export type { Logger };
/** JSON lines on standard output; the keeper keeps them in logs/. Secrets never reach a log call: these paths are a second net. */
export function createLogger(room: string, level: string): Logger {
  return pino({ level, base: { room }, redact: ["*.secret", "*.password", "*.authorization", "headers.cookie"] });
}
