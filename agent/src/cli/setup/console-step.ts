import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import { runCommand } from "../../lib/run-command.ts";
import { writeFileAtomic } from "../../lib/write-file-atomic.ts";
import { hashInputs, isMadeFrom } from "./inputs-hash.ts";
import type { Step } from "./step.ts";

/** The console is built once per version of its sources; Next leaves its static files for us to put beside the server. */
export function consoleStep(root: string, environment: Readonly<Record<string, string | undefined>>): Step {
  const next = path.join(root, "app/.next");
  const marker = path.join(next, "made-from");
  const hash = () => hashInputs(root, ["app", "agent/src/contract", "package-lock.json"]);
  return {
    id: "console",
    title: "building the console",
    usualSeconds: 40,
    isDone: () => isMadeFrom(marker, hash()) && existsSync(path.join(next, "standalone/app/server.js")),
    async run(note, signal) {
      const from = hash();
      rmSync(marker, { force: true });
      const cli = path.join(root, "node_modules/next/dist/bin/next");
      const env = { ...environment, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
      const end = await runCommand([process.execPath, cli, "build"], { cwd: path.join(root, "app"), env, signal, onLine: note });
      if (end.code !== 0) throw new SluiceError("internal", `Building the console failed:\n${end.tail.slice(-15).join("\n")}`);
      const server = path.join(next, "standalone/app");
      cpSync(path.join(next, "static"), path.join(server, ".next/static"), { recursive: true });
      const publicDir = path.join(root, "app/public");
      if (existsSync(publicDir)) cpSync(publicDir, path.join(server, "public"), { recursive: true });
      writeFileAtomic(marker, from, 0o644);
    },
  };
}
