/** Engines' own environments. Each lives at HOME/packs/<id>/<hash>; installing one pack twice at a time means waiting for the first. */
import path from "node:path";
import type { BoxEvent } from "../contract/box-event.ts";
import type { PackInfo } from "../contract/engine.ts";
import { SluiceError } from "../contract/error.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { lockFile } from "../lib/lock-file.ts";
import type { Logger } from "../lib/logger.ts";
import type { RunCommand } from "../lib/run-command.ts";
import { makePack, type PackProgress } from "./packs/make-pack.ts";
import { type Complete, type PackPlan, readComplete, readPackPlans } from "./packs/pack-file.ts";

export interface PacksOptions {
  root: string;
  home: string;
  wheels: string | null;
  python: string;
  logger: Pick<Logger, "info" | "error">;
  emit: (event: BoxEvent) => void;
  /** Services start no processes: the composition root hands this in (lib/run-command). */
  runCommand: RunCommand;
  clock?: Clock;
}
export interface Packs {
  list(): PackInfo[];
  /** The environment's folder (its Python is bin/python in it); null: not installed. */
  dirOf(id: string): string | null;
  /** What is installed in it, by distribution name; null: not installed. */
  versionsOf(id: string): Record<string, string> | null;
  /** Resolves when the pack is ready; at once if it is. Throws `pack-missing`, `disk-full`, `not-found`. */
  install(id: string, onProgress?: (progress: PackProgress) => void, signal?: AbortSignal): Promise<void>;
}

export function createPacks(options: PacksOptions): Packs {
  const plans = readPackPlans(path.join(options.root, "agent/python"));
  const installing = new Map<string, Promise<void>>();
  const at = new Map<string, PackProgress>();
  const problems = new Map<string, string>();
  const dirFor = (plan: PackPlan): string => path.join(options.home, "packs", plan.id, plan.hash);
  const completeOf = (id: string): Complete | null => {
    const plan = plans.get(id);
    return plan ? readComplete(dirFor(plan)) : null;
  };

  async function install(plan: PackPlan, onProgress: (progress: PackProgress) => void, signal?: AbortSignal): Promise<void> {
    const clock = options.clock ?? systemClock;
    const dir = dirFor(plan);
    const waiting = () => onProgress({ step: 0, steps: 0, title: "waiting for another install of it", line: null });
    const free = await lockFile(`${dir}.lock`, (ms) => clock.sleep(ms, signal), waiting);
    try {
      if (readComplete(dir)) return;
      const { python, wheels, runCommand } = options;
      const made = await makePack({ plan, dir, python, wheels, runCommand, clock, onProgress, ...(signal ? { signal } : {}) });
      options.logger.info({ pack: plan.id, seconds: made.seconds }, "pack installed");
    } finally {
      free();
    }
  }

  return {
    list: () =>
      [...plans.values()].map((plan) => {
        const progress = installing.has(plan.id) ? (at.get(plan.id) ?? null) : null;
        const info = infoOf(plan, completeOf(plan.id), installing.has(plan.id));
        return {
          ...info,
          progress: progress && { step: progress.step, steps: progress.steps, title: progress.title },
          problem: info.state === "missing" ? (problems.get(plan.id) ?? null) : null,
        };
      }),
    dirOf: (id) => (completeOf(id) ? dirFor(plans.get(id)!) : null),
    versionsOf: (id) => completeOf(id)?.versions ?? null,
    install(id, onProgress = () => undefined, signal) {
      const plan = plans.get(id);
      if (!plan) {
        const known = [...plans.keys()].join(", ");
        return Promise.reject(new SluiceError("not-found", `There is no pack '${id}'.`, { hint: `There are: ${known}.` }));
      }
      if (completeOf(id)) return Promise.resolve();
      const running = installing.get(id);
      if (running) return running;
      const changed = () => options.emit({ type: "pack-changed", id });
      const note = (progress: PackProgress) => {
        const isNews = at.get(id)?.title !== progress.title;
        at.set(id, progress);
        if (isNews) changed(); // pip says many lines a second; a person follows the steps
        onProgress(progress);
      };
      problems.delete(id);
      const work = install(plan, note, signal)
        .catch((error: unknown) => {
          problems.set(id, sentenceOf(error));
          throw error;
        })
        .finally(() => {
          installing.delete(id);
          at.delete(id);
          changed();
        });
      installing.set(id, work);
      changed();
      return work;
    },
  };
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof SluiceError && error.hint ? `${error.message} ${error.hint}` : error.message;
}

function infoOf(plan: PackPlan, complete: Complete | null, busy: boolean): PackInfo {
  const { id, title, gives, diskBytes } = plan;
  const state = complete ? "ready" : busy ? "installing" : "missing";
  return { id, title, gives, diskBytes, state, version: complete?.hash ?? null };
}
