/** Who stands behind a key, and what ids are called: what a bill needs besides the sums. */
import { z } from "zod";
import type { TrainingRun } from "../meter/training-runs.ts";
import type { BoxDb } from "./client.ts";
import { json } from "./column.ts";

export interface KeyFacts {
  name: string;
  kind: string;
  projectId: string;
  createdBy: string;
  department: string | null;
}
export interface BillFacts {
  keys: ReadonlyMap<string, KeyFacts>;
  projects: ReadonlyMap<string, { name: string; department: string | null }>;
  /** Names by id. */
  people: ReadonlyMap<string, string>;
  models: ReadonlyMap<string, string>;
  deployments: ReadonlyMap<string, string>;
}
/**
 * Which keys. `aliveSince`: those that could be used after that moment. The playground makes a key at each visit, tens of thousands a
 * year: read all of them and a bill waits for their names, not for its sums.
 */
export type KeysWanted = "none" | { ids: readonly string[] } | { aliveSince: number };
export type BillFactStore = ReturnType<typeof createBillFactStore>;

export function createBillFactStore(db: BoxDb) {
  const named = { id: true, name: true } as const;
  const names = (rows: { id: string; name: string }[]) => new Map(rows.map(({ id, name }) => [id, name]));
  return {
    async read(wanted: KeysWanted): Promise<BillFacts> {
      const key = { id: true, name: true, kind: true, projectId: true, createdBy: true, department: true } as const;
      const [keys, projects, people, models, deployments] = [
        wanted === "none" ? [] : await db.key.findMany({ select: key, where: whereOf(wanted) }),
        await db.project.findMany({ select: { ...named, department: true } }),
        await db.user.findMany({ select: named }),
        await db.model.findMany({ select: named }),
        await db.deployment.findMany({ select: named }),
      ];
      return {
        keys: new Map(keys.map(({ id, ...facts }) => [id, facts])),
        projects: new Map(projects.map(({ id, ...facts }) => [id, facts])),
        ...{ people: names(people), models: names(models), deployments: names(deployments) },
      };
    },
    /** Runs of jobs that had started and had not ended before that stretch of time. */
    async trainingBetween(fromMs: number, toMs: number): Promise<TrainingRun[]> {
      const started = { kind: "job", startedAt: { not: null, lt: new Date(toMs) } };
      return trainingOf({ ...started, OR: [{ endedAt: null }, { endedAt: { gte: new Date(fromMs) } }] });
    },
    trainingOfJob: (jobId: string): Promise<TrainingRun[]> => trainingOf({ ownerId: jobId, startedAt: { not: null } }),
  };

  async function trainingOf(where: NonNullable<Parameters<BoxDb["run"]["findMany"]>[0]>["where"]): Promise<TrainingRun[]> {
    const select = { id: true, ownerId: true, projectId: true, createdBy: true, startedAt: true, endedAt: true, cards: true };
    const runs = await db.run.findMany({ where: where ?? {}, select });
    const ids = [...new Set(runs.map((run) => run.ownerId))];
    const found = await db.job.findMany({
      where: { id: { in: ids } },
      select: { id: true, baseModelId: true, finishedAt: true },
    });
    const jobs = new Map(found.map((job) => [job.id, job]));
    // A job is told of the end before the run's own row says it.
    const endOf = (run: (typeof runs)[number]) => run.endedAt ?? jobs.get(run.ownerId)?.finishedAt ?? null;
    return runs.map((run) => ({
      ...{ run: run.id, project: run.projectId, person: run.createdBy, model: jobs.get(run.ownerId)?.baseModelId ?? "" },
      ...{ startedAt: run.startedAt?.getTime() ?? 0, endedAt: endOf(run)?.getTime() ?? null },
      cards: json(run.cards, z.array(z.string()), "list of cards").length,
    }));
  }
}

const dayMs = 86_400_000;
/** What is under way when its key expires still ends: a day is longer than any answer. */
function whereOf(wanted: Exclude<KeysWanted, "none">) {
  if ("ids" in wanted) return { id: { in: [...wanted.ids] } };
  return { OR: [{ expiresAt: null }, { expiresAt: { gte: new Date(wanted.aliveSince - dayMs) } }] };
}
