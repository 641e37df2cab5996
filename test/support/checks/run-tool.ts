import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../../..");

/** The script behind a package's command, so that nothing depends on PATH. */
export function binOf(name: string, command = name): string {
  // Not require.resolve: many packages do not export their package.json.
  const file = path.join(root, "node_modules", name, "package.json");
  const { bin } = JSON.parse(readFileSync(file, "utf8")) as { bin: string | Record<string, string> };
  const script = typeof bin === "string" ? bin : bin[command];
  if (!script) throw new Error(`${name} has no command ${command}`);
  return path.join(path.dirname(file), script);
}

/** Lines a tool says when it fails; none when it is content. */
export function runTool(script: string, args: string[], cwd = root): Promise<string[]> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
    execFile(process.execPath, [script, ...args], { cwd, env, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      if (!error) return resolve([]);
      const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
      resolve(lines.length > 0 ? lines : [error.message]);
    });
  });
}
