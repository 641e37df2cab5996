import { CreateFineTune, FineTuneError, type FineTuneRecord, FineTuneStage } from "../../contract/fine-tune.ts";
import type { List } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { date, json, jsonOrNull, moment, momentOrNull } from "./column.ts";
import type { FineTune as FineTuneRow } from "./generated/client.ts";
import { type PageQuery, readPage } from "./page.ts";

export type FineTunePatch = Partial<Omit<FineTuneRecord, "id" | "projectId" | "createdBy" | "createdAt" | "request">>;
export type FineTuneStore = ReturnType<typeof createFineTuneStore>;

const toFineTune = (row: FineTuneRow): FineTuneRecord => ({
  ...row,
  createdAt: moment(row.createdAt),
  finishedAt: momentOrNull(row.finishedAt),
  request: json(row.request, CreateFineTune, "fine-tuning request"),
  stage: FineTuneStage.parse(row.stage),
  error: jsonOrNull(row.error, FineTuneError, "error"),
});

export function createFineTuneStore(db: BoxDb) {
  return {
    async create(record: FineTuneRecord): Promise<void> {
      const { createdAt, finishedAt, request, error, ...plain } = record;
      const data = { ...plain, createdAt: new Date(createdAt), finishedAt: date(finishedAt) };
      await db.fineTune.create({
        data: { ...data, request: JSON.stringify(request), error: error && JSON.stringify(error) },
      });
    },
    async get(id: string): Promise<FineTuneRecord | null> {
      const row = await db.fineTune.findUnique({ where: { id } });
      return row ? toFineTune(row) : null;
    },
    /** The one whose result has this public name. */
    async named(modelName: string): Promise<FineTuneRecord | null> {
      const row = await db.fineTune.findFirst({ where: { modelName }, orderBy: { createdAt: "desc" } });
      return row ? toFineTune(row) : null;
    },
    /** Only while it has not ended: an end is never overwritten. */
    async update(id: string, patch: FineTunePatch): Promise<boolean> {
      const { finishedAt, error, ...plain } = patch;
      const data = {
        ...plain,
        ...(finishedAt === undefined ? {} : { finishedAt: date(finishedAt) }),
        ...(error === undefined ? {} : { error: error && JSON.stringify(error) }),
      };
      return (await db.fineTune.updateMany({ where: { id, stage: { not: "ended" } }, data })).count === 1;
    },
    async open(): Promise<FineTuneRecord[]> {
      return (await db.fineTune.findMany({ where: { stage: { not: "ended" } }, orderBy: { createdAt: "asc" } })).map(toFineTune);
    },
    /** `metadata`: all of these pairs; looked for in the JSON of the request. */
    list(filter: { projectIds: string[]; metadata: Record<string, string> }, page: PageQuery): Promise<List<FineTuneRecord>> {
      const pairs = Object.entries(filter.metadata).map(([name, value]) => {
        return { request: { contains: `${JSON.stringify(name)}:${JSON.stringify(value)}` } };
      });
      const where = { projectId: { in: filter.projectIds }, AND: pairs };
      return readPage(db.fineTune, where, page, toFineTune);
    },
  };
}
