import { spawn } from "node:child_process";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../../..");
export const results = path.join(root, "test/results");

/** Runs a command whose output the person sees as it comes; answers the exit code and everything it said on standard output. */
export function spawnShown(
  argv: readonly [string, ...string[]],
  env: Record<string, string | undefined> = {},
): Promise<{ code: number; out: string }> {
  const child = spawn(argv[0], argv.slice(1), {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (part: Buffer) => {
    process.stdout.write(part);
    out += part.toString("utf8");
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 127, out: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 130, out }));
  });
}
