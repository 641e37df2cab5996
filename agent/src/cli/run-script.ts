import { spawn } from "node:child_process";
import type { Settings } from "../settings.ts";
import { environmentOf } from "../settings.ts";

/** Runs one of the checkout's own scripts in this terminal; its exit code, 130 when a signal ended it. */
export function runScript(settings: Settings, script: string, args: string[]): Promise<number> {
  const env = environmentOf(settings) as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [script, ...args], { cwd: settings.root, env, stdio: "inherit" });
  // Ctrl-C reaches the child by itself: this process only waits for it to tidy up.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 130));
  });
}
