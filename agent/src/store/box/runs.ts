import { z } from "zod";
import { type Run, RunKind, RunPhase } from "../../contract/run.ts";
import { Cause } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { date, json, jsonOrNull, moment, momentOrNull } from "./column.ts";
import type { Run as RunRow } from "./generated/client.ts";

/** `request`: the scheduler's RunRequest as plain JSON, enough to start the run again after a power cut. */
export interface RunRecord extends Run {
  request: unknown;
}
export type RunPatch = Partial<Pick<RunRecord, "phase" | "startedAt" | "endedAt" | "cards" | "memoryBytes" | "cause">>;
export type RunStore = ReturnType<typeof createRunStore>;

function toRun(row: RunRow): RunRecord {
  return {
    id: row.id,
    kind: RunKind.parse(row.kind),
    label: row.label,
    ownerId: row.ownerId,
    engineId: row.engineId,
    projectId: row.projectId,
    createdBy: row.createdBy,
    phase: RunPhase.parse(row.phase),
    attempt: row.attempt,
    cards: json(row.cards, z.array(z.string()), "list of cards"),
    memoryBytes: Number(row.memoryBytes),
    createdAt: moment(row.createdAt),
    startedAt: momentOrNull(row.startedAt),
    endedAt: momentOrNull(row.endedAt),
    cause: jsonOrNull(row.cause, Cause, "cause"),
    request: json(row.request, z.unknown(), "run request"),
  };
}

export function createRunStore(db: BoxDb) {
  return {
    async create(run: RunRecord): Promise<void> {
      const { startedAt, endedAt, cause, request, cards, ...plain } = run;
      await db.run.create({
        data: {
          ...plain,
          cards: JSON.stringify(cards),
          memoryBytes: BigInt(run.memoryBytes),
          createdAt: new Date(run.createdAt),
          request: JSON.stringify(request),
        },
      });
    },
    /** False when the run has already ended: that is never overwritten. */
    async update(id: string, patch: RunPatch): Promise<boolean> {
      const { startedAt, endedAt, cards, memoryBytes, cause, ...plain } = patch;
      const data = {
        ...plain,
        ...(startedAt === undefined ? {} : { startedAt: date(startedAt) }),
        ...(endedAt === undefined ? {} : { endedAt: date(endedAt) }),
        ...(cards ? { cards: JSON.stringify(cards) } : {}),
        ...(memoryBytes === undefined ? {} : { memoryBytes: BigInt(memoryBytes) }),
        ...(cause === undefined ? {} : { cause: cause && JSON.stringify(cause) }),
      };
      return (await db.run.updateMany({ where: { id, phase: { not: "ended" } }, data })).count === 1;
    },
    async live(): Promise<RunRecord[]> {
      return (await db.run.findMany({ where: { phase: { not: "ended" } }, orderBy: { createdAt: "asc" } })).map(toRun);
    },
    async get(id: string): Promise<RunRecord | null> {
      const row = await db.run.findUnique({ where: { id } });
      return row ? toRun(row) : null;
    },
    /** All attempts of a job, or all replica runs of a deployment, first to last. */
    async ofOwner(ownerId: string): Promise<RunRecord[]> {
      return (await db.run.findMany({ where: { ownerId }, orderBy: [{ createdAt: "asc" }, { attempt: "asc" }] })).map(toRun);
    },
    /** Of every run there is, ended ones too. */
    async ids(): Promise<Set<string>> {
      return new Set((await db.run.findMany({ select: { id: true } })).map((row) => row.id));
    },
    async removeOfOwner(ownerId: string): Promise<void> {
      await db.run.deleteMany({ where: { ownerId } });
    },
    async removeEnded(ids: readonly string[]): Promise<void> {
      await db.run.deleteMany({ where: { id: { in: [...ids] }, phase: "ended" } });
    },
  };
}
