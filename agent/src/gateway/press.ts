/** Gathers lines and writes them at the end of this turn of the event loop: under load one write serves a dozen requests. */
import type { LineAppender } from "../lib/line-appender.ts";

export interface Press {
  put(lines: LineAppender, line: string): void;
  /** After what was put so far is written: at once when it is. */
  after(then: () => void): void;
  run(): void;
}

export function createPress(): Press {
  let waiting: (() => void)[] = [];
  let dirty: LineAppender[] = [];
  const run = () => {
    const [files, callbacks] = [dirty, waiting];
    dirty = [];
    waiting = [];
    for (const lines of files) lines.flush();
    for (const then of callbacks) then();
  };
  return {
    run,
    put(lines, line) {
      if (dirty.length === 0) setImmediate(run);
      if (!lines.isDirty()) dirty.push(lines);
      lines.append(line);
    },
    after(then) {
      if (dirty.length === 0) then();
      else waiting.push(then);
    },
  };
}
