/** One long-lived reader, line by line. It may end, hang or talk nonsense: whoever follows it is told why, and nothing throws. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface FollowOptions {
  /** Its end is wanted: the reader is killed. */
  signal: AbortSignal;
  /** No line for so long: it hangs and is killed. */
  silentMs: number;
  /** Told before the kill: a process that waits for a dead card cannot be killed, and its end may never come. */
  onSilent: () => void;
}

/** Gives the lines of standard output and error; returns why it ended. */
export async function* followTool(
  argv: readonly [string, ...string[]],
  options: FollowOptions,
): AsyncGenerator<string, string, undefined> {
  const lines: string[] = [];
  let why: string | null = null;
  let wake = (): void => undefined;
  const child = spawn(argv[0], argv.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => void child.kill("SIGKILL");
  const onHang = () => {
    options.onSilent();
    kill();
  };
  const watchdog = setTimeout(onHang, options.silentMs);
  const note = (line: string) => {
    watchdog.refresh();
    lines.push(line);
    wake();
  };
  const end = (said: string) => {
    why ??= said;
    wake();
  };
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", note);
  child.on("error", (error) => end(error.message));
  child.on("close", (code, signal) => end(`it ended (${signal ?? `exit code ${code}`})`));
  options.signal.addEventListener("abort", kill, { once: true });
  if (options.signal.aborted) kill();
  try {
    for (;;) {
      for (let line = lines.shift(); line !== undefined; line = lines.shift()) yield line;
      if (why !== null) return why;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    clearTimeout(watchdog);
    options.signal.removeEventListener("abort", kill);
    kill();
  }
}
