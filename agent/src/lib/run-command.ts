/** Short-lived tools (pip, a build): started, followed line by line, waited for. Workloads go through an executor instead. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface CommandOptions {
  cwd?: string;
  /** The whole environment of the child; the caller's own when left out. */
  env?: Readonly<Record<string, string | undefined>>;
  onLine?: (line: string) => void;
  signal?: AbortSignal;
}
/** `tail`: the last 40 lines of stdout and stderr together. `code` is null when a signal ended it. */
export interface CommandEnd {
  code: number | null;
  tail: string[];
}
export type RunCommand = (argv: readonly [string, ...string[]], options?: CommandOptions) => Promise<CommandEnd>;

/** Never throws for a command that fails or cannot be started: the answer says so. */
export const runCommand: RunCommand = (argv, options = {}) => {
  const [program, ...args] = argv;
  const tail: string[] = [];
  const note = (line: string) => {
    tail.push(line);
    if (tail.length > 40) tail.shift();
    options.onLine?.(line);
  };
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env as NodeJS.ProcessEnv | undefined,
      stdio: ["ignore", "pipe", "pipe"],
      signal: options.signal,
      killSignal: "SIGTERM",
    });
    createInterface({ input: child.stdout }).on("line", note);
    createInterface({ input: child.stderr }).on("line", note);
    child.on("error", (error) => note(error.message));
    child.on("close", (code) => resolve({ code, tail }));
  });
};
