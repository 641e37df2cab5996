/** Progress for a person, on standard error: one line that is rewritten on a terminal, now and then a new one elsewhere. */
export interface Screen {
  /** A line that stays. */
  say(text: string): void;
  /** What is going on right now; replaces the last such line. */
  show(text: string): void;
  /** Takes the live line away. */
  clear(): void;
}
interface Stream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}
/** Lines in a log file that nobody watches come this seldom. */
const quietMs = 15_000;

export function createScreen(stream: Stream = process.stderr, now: () => number = Date.now): Screen {
  let live = "";
  let saidAt = 0;
  const clear = () => {
    if (live && stream.isTTY) stream.write("\r\x1b[K");
    live = "";
  };
  return {
    clear,
    say(text) {
      clear();
      stream.write(`${text}\n`);
      saidAt = now();
    },
    show(text) {
      if (text === live) return;
      if (stream.isTTY) {
        stream.write(`\r\x1b[K${text.slice(0, (stream.columns ?? 100) - 1)}`);
        live = text;
      } else if (now() - saidAt >= quietMs) {
        stream.write(`${text}\n`);
        saidAt = now();
      }
    },
  };
}

/** 7 s, 1:05 min, 1:02 h */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)}:${two(s % 60)} min`;
  return `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))} h`;
}
