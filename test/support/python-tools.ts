/** Python programs the tests use and the product does not: one virtual environment per requirements file, made once per set of pins. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../../agent/src/lib/run-command.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The folder with its programs (bin). The marker is written last: a broken install is made anew. */
export async function ensurePythonTools(name: string): Promise<string> {
  const requirements = path.join(root, "test/support/requirements", `${name}.txt`);
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const venv = path.join(root, ".sluice/python-tools", `${name}-${hash}`);
  const bin = path.join(venv, "bin");
  if (existsSync(path.join(venv, "complete"))) return bin;
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(path.dirname(venv), { recursive: true });
  await run([process.env.SLUICE_PYTHON ?? "python3", "-m", "venv", venv]);
  // Compiled at their first import: that is a part of what they bring.
  const quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"];
  await run([path.join(bin, "python"), "-m", "pip", "install", ...quiet, "-r", requirements]);
  writeFileSync(path.join(venv, "complete"), "");
  return bin;
}

async function run(argv: [string, ...string[]]): Promise<void> {
  const end = await runCommand(argv);
  if (end.code !== 0) throw new Error(`${argv.join(" ")} ended with ${end.code}: ${end.tail.slice(-5).join("\n")}`);
}
