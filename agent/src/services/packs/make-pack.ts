/** Makes one pack at its final path: venv, pip, self-test, complete.json. Scripts inside a venv name its path, so it is never moved. */
import { mkdirSync, rmSync } from "node:fs";
import { statfs } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { SluiceError } from "../../contract/error.ts";
import type { Clock } from "../../lib/clock.ts";
import { parseJson } from "../../lib/parse-json.ts";
import type { CommandEnd, CommandOptions, RunCommand } from "../../lib/run-command.ts";
import { writeFileAtomic } from "../../lib/write-file-atomic.ts";
import type { Complete, PackPlan } from "./pack-file.ts";

/** `step` of `steps` is at work; `line` is pip's own last line. */
export interface PackProgress {
  step: number;
  steps: number;
  title: string;
  line: string | null;
}
export interface MakePack {
  plan: PackPlan;
  dir: string;
  /** The Python that the venv is made with. */
  python: string;
  /** Offline folder of wheels, or null for the ordinary package index. */
  wheels: string | null;
  runCommand: RunCommand;
  clock: Clock;
  signal?: AbortSignal;
  onProgress: (progress: PackProgress) => void;
}
interface Stage {
  title: string;
  argv: readonly [string, ...string[]];
}

export async function makePack(make: MakePack): Promise<Complete> {
  const { plan, dir, clock } = make;
  const begun = clock.now();
  await checkDisk(plan, dir);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const stages = stagesOf(make);
  for (const [step, stage] of stages.entries()) await runStage(make, stage, step + 1, stages.length);
  const complete: Complete = {
    id: plan.id,
    hash: plan.hash,
    ...(await versionsOf(make)),
    madeAt: new Date(clock.now()).toISOString(),
    seconds: Math.round((clock.now() - begun) / 100) / 10,
  };
  writeFileAtomic(path.join(dir, "complete.json"), JSON.stringify(complete, null, 2), 0o644);
  return complete;
}

function stagesOf({ plan, dir, python, wheels }: MakePack): Stage[] {
  const own = path.join(dir, "bin/python");
  const offline = wheels === null ? [] : ["--no-index", "--find-links", wheels];
  const pip = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", ...offline];
  return [
    { title: "making its environment", argv: [python, "-m", "venv", dir] },
    ...plan.install.map((args): Stage => ({ title: `installing ${nameOf(args)}`, argv: [own, ...pip, ...args] })),
    ...(plan.finish === null ? [] : [{ title: "finishing", argv: [own, path.join(plan.source, plan.finish)] } satisfies Stage]),
    { title: "trying it out", argv: [own, path.join(plan.source, plan.selfTest)] },
  ];
}
const nameOf = (args: string[]): string => args.find((arg) => !arg.startsWith("-") && !arg.endsWith(".txt")) ?? "its packages";

async function runStage(make: MakePack, stage: Stage, step: number, steps: number): Promise<void> {
  const tell = (line: string | null) => make.onProgress({ step, steps, title: stage.title, line });
  tell(null);
  const end = await run(make, stage.argv, tell);
  if (end.code === 0) return;
  if (make.signal?.aborted) throw new SluiceError("busy", `Installing ${make.plan.id} was stopped.`);
  const said = end.tail.filter((line) => line.trim() !== "").at(-1) ?? "no output";
  throw new SluiceError("pack-missing", `Installing ${make.plan.id} failed while ${stage.title}: ${said}`, {
    hint: hintFor(stage, end.tail),
    details: { tail: end.tail },
  });
}

function hintFor(stage: Stage, tail: string[]): string {
  if (/No space left|Errno 28/.test(tail.join("\n"))) return "Free some disk space and install it again.";
  if (!stage.title.startsWith("installing")) return "See what it said above; installing it again makes its environment afresh.";
  return "Check the network (or SLUICE_WHEELS, the offline folder of wheels) and install it again; what was downloaded is kept.";
}

async function versionsOf(make: MakePack): Promise<{ python: string; versions: Record<string, string> }> {
  const own = path.join(make.dir, "bin/python");
  const script =
    "import importlib.metadata as m, json, platform; print(json.dumps({'python': platform.python_version(), " +
    "'versions': {d.metadata['Name']: d.version for d in m.distributions()}}))";
  const end = await run(make, [own, "-c", script]);
  const found = parseJson(
    end.tail.findLast((line) => line.startsWith("{")) ?? "",
    z.object({ python: z.string(), versions: z.record(z.string(), z.string()) }),
  );
  if (!found) throw new SluiceError("internal", `The environment of ${make.plan.id} does not say what is in it.`);
  return found;
}

function run(make: MakePack, argv: Stage["argv"], onLine?: (line: string) => void): Promise<CommandEnd> {
  const options: CommandOptions = { cwd: make.plan.source };
  if (onLine) options.onLine = onLine;
  if (make.signal) options.signal = make.signal;
  return make.runCommand(argv, options);
}

async function checkDisk(plan: PackPlan, dir: string): Promise<void> {
  mkdirSync(path.dirname(dir), { recursive: true });
  const disk = await statfs(path.dirname(dir));
  const free = disk.bavail * disk.bsize;
  // pip unpacks next to what it downloads: half as much again while it works.
  if (free < plan.diskBytes * 1.5) {
    const gb = (bytes: number) => (bytes / 1e9).toFixed(1);
    throw new SluiceError("disk-full", `${plan.title} needs ${gb(plan.diskBytes * 1.5)} GB of disk, ${gb(free)} GB are free.`, {
      hint: `Free some space on the disk of ${path.dirname(dir)} and install it again.`,
    });
  }
}
