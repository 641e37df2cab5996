/** agent/python/<pack>/pack.json: what a pack gives and how it is made. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AcceleratorId } from "../../contract/word.ts";
import { parseJson } from "../../lib/parse-json.ts";

const PackFile = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  gives: z.array(z.string()),
  runsOn: z.array(AcceleratorId),
  python: z.string(),
  diskBytes: z.number().int(),
  /** Arguments of one `pip install` after another. */
  install: z.array(z.array(z.string()).min(1)).min(1),
  /** A script of the pack's folder for what pip cannot do, run with its Python after the installs. */
  finish: z.string().nullable().default(null),
  /** A script of the pack's folder; exit code 0 proves that the pack works here. */
  selfTest: z.string(),
});
export interface PackPlan extends z.infer<typeof PackFile> {
  /** agent/python/<id> */
  source: string;
  /** Of pack.json, the requirement files it installs from and its last step: another pin is another folder. */
  hash: string;
}

/** complete.json, written last: a pack folder without it is half-made and made again. */
export const Complete = z.object({
  id: z.string(),
  hash: z.string(),
  python: z.string(),
  versions: z.record(z.string(), z.string()),
  madeAt: z.string(),
  seconds: z.number(),
});
export type Complete = z.infer<typeof Complete>;

/** Every pack of the checkout, by id. Throws when a pack.json does not say what it must: that is our own mistake. */
export function readPackPlans(pythonDir: string): Map<string, PackPlan> {
  const plans = new Map<string, PackPlan>();
  if (!existsSync(pythonDir)) return plans;
  for (const name of readdirSync(pythonDir).sort()) {
    const file = path.join(pythonDir, name, "pack.json");
    if (!existsSync(file)) continue;
    const pack = parseJson(readFileSync(file, "utf8"), PackFile);
    if (!pack || pack.id !== name) throw new Error(`${file} is not a pack description, or its id is not its folder's name`);
    const source = path.join(pythonDir, name);
    plans.set(name, { ...pack, source, hash: hashOf(source, pack) });
  }
  return plans;
}

export function readComplete(dir: string): Complete | null {
  const file = path.join(dir, "complete.json");
  return existsSync(file) ? parseJson(readFileSync(file, "utf8"), Complete) : null;
}

function hashOf(source: string, { install, finish }: Pick<PackPlan, "install" | "finish">): string {
  const hash = createHash("sha256").update(readFileSync(path.join(source, "pack.json")));
  for (const args of install) {
    for (const [n, arg] of args.entries()) {
      if (args[n - 1] === "-r") hash.update("\0").update(readFileSync(path.join(source, arg)));
    }
  }
  if (finish !== null) hash.update("\0").update(readFileSync(path.join(source, finish)));
  return hash.digest("hex").slice(0, 12);
}
