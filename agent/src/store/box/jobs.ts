import { z } from "zod";
import { DatasetVersion } from "../../contract/dataset.ts";
import { Job, JobProgress, JobReport, JobState } from "../../contract/job.ts";
import { PresetId } from "../../contract/recipe.ts";
import { Cause, type List } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { date, json, jsonOrNull, moment, momentOrNull } from "./column.ts";
import type { Job as JobRow } from "./generated/client.ts";
import { type PageQuery, readPage } from "./page.ts";

/** What is stored; names of other nouns and the wait are added by the service. */
export type JobRecord = Omit<Job, "baseModelName" | "datasetName" | "datasetVersion" | "wait">;
export type JobPatch = Partial<
  Pick<
    JobRecord,
    "state" | "startedAt" | "finishedAt" | "attempts" | "runId" | "progress" | "report" | "cause" | "resultModelIds"
  >
>;
export interface VersionFacts {
  id: string;
  name: string;
  version: number;
  projectId: string;
  createdBy: string;
  contentHash: string;
  trainRows: number;
  heldOutRows: number;
  /** Tokens of the longest row; null until they are counted. */
  longestTokens: number | null;
}
export type JobStore = ReturnType<typeof createJobStore>;
const anyRecord = z.record(z.string(), z.unknown());

function toJob(row: JobRow): JobRecord {
  return {
    id: row.id,
    name: row.name,
    projectId: row.projectId,
    createdBy: row.createdBy,
    createdAt: moment(row.createdAt),
    startedAt: momentOrNull(row.startedAt),
    finishedAt: momentOrNull(row.finishedAt),
    state: JobState.parse(row.state),
    method: "sft",
    engineId: row.engineId,
    baseModelId: row.baseModelId,
    datasetVersionId: row.datasetVersionId,
    validationVersionId: row.validationVersionId,
    preset: PresetId.nullable().parse(row.preset),
    recipe: json(row.recipe, anyRecord, "recipe"),
    sampleQuestions: json(row.sampleQuestions, z.array(z.string()), "list of questions"),
    attempts: row.attempts,
    runId: row.runId,
    progress: json(row.progress, JobProgress, "progress"),
    report: jsonOrNull(row.report, JobReport, "report"),
    cause: jsonOrNull(row.cause, Cause, "cause"),
    resultModelIds: jsonOrNull(row.resultModelIds, Job.shape.resultModelIds, "list of models"),
    publishTo: row.publishRouteId,
  };
}

const patchColumns = ({ startedAt, finishedAt, progress, report, cause, resultModelIds, ...plain }: JobPatch) => ({
  ...plain,
  ...(startedAt === undefined ? {} : { startedAt: date(startedAt) }),
  ...(finishedAt === undefined ? {} : { finishedAt: date(finishedAt) }),
  ...(progress === undefined ? {} : { progress: JSON.stringify(progress) }),
  ...(report === undefined ? {} : { report: report && JSON.stringify(report) }),
  ...(cause === undefined ? {} : { cause: cause && JSON.stringify(cause) }),
  ...(resultModelIds === undefined ? {} : { resultModelIds: resultModelIds && JSON.stringify(resultModelIds) }),
});
const terminal = ["succeeded", "failed", "cancelled"];

export function createJobStore(db: BoxDb) {
  return {
    list(
      filter: { q?: string | undefined; state?: string | undefined; projectIds: string[] },
      page: PageQuery,
    ): Promise<List<JobRecord>> {
      const where = {
        projectId: { in: filter.projectIds },
        ...(filter.q ? { name: { contains: filter.q } } : {}),
        ...(filter.state ? { state: filter.state } : {}),
      };
      return readPage(db.job, where, page, toJob);
    },
    async get(id: string): Promise<JobRecord | null> {
      const row = await db.job.findUnique({ where: { id } });
      return row ? toJob(row) : null;
    },
    async live(): Promise<JobRecord[]> {
      return (await db.job.findMany({ where: { state: { notIn: terminal } }, orderBy: { createdAt: "asc" } })).map(toJob);
    },
    async create(job: JobRecord): Promise<void> {
      const { startedAt, finishedAt, recipe, sampleQuestions, progress, report, cause, resultModelIds, ...rest } = job;
      const { publishTo, ...plain } = rest;
      await db.job.create({
        data: {
          ...plain,
          publishRouteId: publishTo,
          createdAt: new Date(job.createdAt),
          recipe: JSON.stringify(recipe),
          sampleQuestions: JSON.stringify(sampleQuestions),
          progress: JSON.stringify(progress),
        },
      });
    },
    /** False when the job is already terminal: a terminal state is never overwritten. */
    async update(id: string, patch: JobPatch): Promise<boolean> {
      return (await db.job.updateMany({ where: { id, state: { notIn: terminal } }, data: patchColumns(patch) })).count === 1;
    },
    /** As update(), but only while it is in that state: two who write at once must not undo each other. */
    async move(id: string, from: JobState, patch: JobPatch): Promise<boolean> {
      return (await db.job.updateMany({ where: { id, state: from }, data: patchColumns(patch) })).count === 1;
    },
    /** As update(), but false also when a person has asked to cancel or pause meanwhile, or somebody else has made its next run. */
    async requeue({ id, runId }: Pick<JobRecord, "id" | "runId">, patch: JobPatch): Promise<boolean> {
      const where = { id, runId, state: { notIn: [...terminal, "stopping", "pausing", "paused"] } };
      return (await db.job.updateMany({ where, data: patchColumns(patch) })).count === 1;
    },
    /** Succeeded ones whose result no rollout has taken up yet, oldest first. */
    async toPublish(): Promise<JobRecord[]> {
      const where = { state: "succeeded", publishRouteId: { not: null } };
      const rows = await db.job.findMany({ where, orderBy: [{ finishedAt: "asc" }, { id: "asc" }] });
      const taken = await db.rollout.findMany({ where: { jobId: { not: null } }, select: { jobId: true } });
      const ids = new Set(taken.map((row) => row.jobId));
      return rows.filter((row) => !ids.has(row.id)).map(toJob);
    },
    async remove(id: string): Promise<void> {
      await db.$transaction([db.run.deleteMany({ where: { ownerId: id } }), db.job.delete({ where: { id } })]);
    },
    /** Jobs that name this object, for the in-use check. */
    async using(
      filter: { baseModelId: string } | { datasetVersionId: { in: string[] } } | { publishRouteId: string; finishedAt: null },
    ): Promise<{ id: string; name: string }[]> {
      const where = "datasetVersionId" in filter ? { OR: [filter, { validationVersionId: filter.datasetVersionId }] } : filter;
      return db.job.findMany({ where, select: { id: true, name: true }, orderBy: { createdAt: "desc" } });
    },
    /** What a job needs to know of its data; null once it is gone. */
    async version(id: string): Promise<VersionFacts | null> {
      const row = await db.datasetVersion.findUnique({ where: { id }, include: { dataset: { select: { name: true } } } });
      if (!row) return null;
      const { dataset, version, projectId, createdBy, contentHash, trainRows, heldOutRows } = row;
      const longestTokens = jsonOrNull(row.tokens, DatasetVersion.shape.tokens, "token count")?.longest ?? null;
      return { id, name: dataset.name, version, projectId, createdBy, contentHash, trainRows, heldOutRows, longestTokens };
    },
  };
}
