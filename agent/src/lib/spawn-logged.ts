import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

/** Starts a process whose output goes straight into a file: a pipe through the parent would break when the parent dies. */
export function spawnLogged(
  argv: readonly [string, ...string[]],
  options: { cwd: string; env: Record<string, string | undefined>; log: string; detached?: boolean },
): ChildProcess {
  const out = openSync(options.log, "a", 0o600);
  try {
    const { cwd, env, detached = false } = options;
    return spawn(argv[0], argv.slice(1), { cwd, env: env as NodeJS.ProcessEnv, detached, stdio: ["ignore", out, out] });
  } finally {
    closeSync(out);
  }
}
