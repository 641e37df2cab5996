/** The glue's own tests, with the Python they will run under; pytest stands beside the pack, never in it. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../../../agent/src/lib/run-command.ts";
import { packs } from "../packs-here.ts";
import { root, spawnShown } from "./spawn-shown.ts";
import type { Suite } from "./suite.ts";

export const pythonSuite: Suite = {
  id: "python",
  async run({ env }) {
    const python = packPython();
    if (!python) return { tests: 0, failed: 1, problem: "the trl pack is not installed: ./sluice engines add trl" };
    const pytest = await pytestBeside(python);
    if ("problem" in pytest) return { tests: 0, failed: 1, problem: pytest.problem };
    const args = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "agent/python/tests"];
    const more = { ...env, PYTHONPATH: pytest.dir, PYTHONDONTWRITEBYTECODE: "1" };
    const { code, out } = await spawnShown([python, ...args], more);
    const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(out.slice(-400))?.[1] ?? 0);
    const [passed, failed, errors] = [count("passed"), count("failed"), count("error")];
    return { tests: passed + failed + errors, failed: failed + errors || (code === 0 ? 0 : 1) };
  },
};

function packPython(): string | null {
  const dir = packs.dirOf("trl");
  return dir ? path.join(dir, "bin/python") : null;
}

/** Installed once per set of pins into .sluice/pytest/<hash>. */
async function pytestBeside(python: string): Promise<{ dir: string } | { problem: string }> {
  const requirements = path.join(root, "agent/python/trl/requirements-test.txt");
  const hash = createHash("sha256").update(readFileSync(requirements)).update(python).digest("hex").slice(0, 12);
  const dir = path.join(root, ".sluice/pytest", hash);
  if (existsSync(path.join(dir, "complete"))) return { dir };
  rmSync(dir, { recursive: true, force: true });
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--target", dir];
  const end = await runCommand([python, ...pip, "-r", requirements]);
  if (end.code !== 0) return { problem: `pytest could not be installed: ${end.tail.at(-1)}` };
  writeFileSync(path.join(dir, "complete"), "");
  return { dir };
}
