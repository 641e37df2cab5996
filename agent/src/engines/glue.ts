/** What drivers whose engine lives in a pack have in common: how its Python glue is called and how a pack is looked at. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { SluiceError } from "../contract/error.ts";
import { parseJson } from "../lib/parse-json.ts";
import type { Command, Probe, Seat } from "./engine.ts";

/** `<packDir>/bin/python <glueDir>/<verb>.py <runDir>`. */
export function glueCommand(pack: string, verb: string, seat: Seat, spec: unknown): Command {
  const { python, env } = packPlace(pack, seat);
  const argv = [python, path.join(seat.glueDir ?? "", `${verb}.py`), seat.runDir] as const;
  return { argv, env, cwd: seat.runDir, spec };
}

/** The Python of an installed pack and what its processes find in their environment, which is made here: nothing of the agent's own leaks in. */
export function packPlace(pack: string, seat: Seat): { python: string; env: Record<string, string> } {
  if (!seat.packDir || !seat.glueDir) {
    throw new SluiceError("pack-missing", `The pack '${pack}' is not installed.`, { hint: "Install it in the settings." });
  }
  const bin = path.join(seat.packDir, "bin");
  const env = {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: seat.runDir, // caches land in the run's folder and go with it
    LANG: "C.UTF-8",
    PYTHONUNBUFFERED: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    OMP_NUM_THREADS: String(seat.threads),
    TOKENIZERS_PARALLELISM: "false",
    HF_HUB_OFFLINE: "1", // a box in a machine room must not wait for a network it does not have
    TRANSFORMERS_OFFLINE: "1",
    HF_HUB_DISABLE_TELEMETRY: "1",
  };
  return { python: path.join(bin, "python"), env };
}

const Complete = z.object({ versions: z.record(z.string(), z.string()) });

/** A pack counts once its complete.json is there: it is written last, after the self-test. */
export function probePack(pack: string, distribution: string, packDir: string | null): Probe {
  const file = packDir === null ? null : path.join(packDir, "complete.json");
  const complete = file && existsSync(file) ? parseJson(readFileSync(file, "utf8"), Complete) : null;
  if (!complete) return { installed: false, why: `The pack '${pack}' is not installed. Install it in the settings.` };
  return { installed: true, version: complete.versions[distribution] ?? "unknown" };
}
