/** Python programs the tests use and the product does not: one folder per requirements file, made once per set of pins. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../../agent/src/lib/run-command.ts";
import { home, packs } from "./packs-here.ts";

/** Compiled at their first import: that is a part of what they bring. */
const quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"];

/** The folder with its programs (bin): a virtual environment of its own. */
export async function ensurePythonTools(name: string): Promise<string> {
  const venv = await ensureFolder(name, "", async (dir, requirements) => {
    await run([process.env.SLUICE_PYTHON ?? "python3", "-m", "venv", dir]);
    await run([path.join(dir, "bin/python"), "-m", "pip", "install", ...quiet, "-r", requirements]);
  });
  return path.join(venv, "bin");
}

/** For what would bring torch with it: installed beside the TRL pack, never in it, and run by its Python. */
export async function ensureBesidePack(name: string): Promise<{ python: string; env: Record<string, string> }> {
  const pack = packs.dirOf("trl");
  if (!pack) throw new Error("The trl pack is not installed: ./sluice engines add trl");
  const python = path.join(pack, "bin/python");
  const dir = await ensureFolder(name, python, (target, requirements) =>
    run([python, "-m", "pip", "install", ...quiet, "--no-deps", "--target", target, "-r", requirements]),
  );
  return { python, env: { PYTHONPATH: dir, PYTHONDONTWRITEBYTECODE: "1" } };
}

/** The marker is written last: a broken install is made anew. */
async function ensureFolder(
  name: string,
  madeWith: string,
  make: (dir: string, requirements: string) => Promise<void>,
): Promise<string> {
  const requirements = path.join(import.meta.dirname, "requirements", `${name}.txt`);
  const hash = createHash("sha256").update(readFileSync(requirements)).update(madeWith).digest("hex").slice(0, 12);
  const dir = path.join(home, "python-tools", `${name}-${hash}`);
  if (existsSync(path.join(dir, "complete"))) return dir;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(path.dirname(dir), { recursive: true });
  await make(dir, requirements);
  writeFileSync(path.join(dir, "complete"), "");
  return dir;
}

async function run(argv: [string, ...string[]]): Promise<void> {
  const end = await runCommand(argv);
  if (end.code !== 0) throw new Error(`${argv.join(" ")} ended with ${end.code}: ${end.tail.slice(-5).join("\n")}`);
}
