import { DataFormat, type Dataset, DatasetVersion } from "../../contract/dataset.ts";
import { SluiceError } from "../../contract/error.ts";
import type { List } from "../../contract/word.ts";
import { newId } from "../../lib/new-id.ts";
import type { BoxDb } from "./client.ts";
import { jsonOrNull, moment } from "./column.ts";
import type { Dataset as DatasetRow, DatasetVersion as VersionRow } from "./generated/client.ts";
import { type ImportRecord, importColumns } from "./imports.ts";
import { type PageQuery, readPage } from "./page.ts";

export type VersionRecord = DatasetVersion & { projectId: string };
export type NewVersion = Omit<VersionRecord, "datasetId" | "version" | "tokens">;
export type DatasetStore = ReturnType<typeof createDatasetStore>;
type FullRow = DatasetRow & { versions: VersionRow[] };

const toVersion = (row: VersionRow): VersionRecord => ({
  id: row.id,
  datasetId: row.datasetId,
  projectId: row.projectId,
  version: row.version,
  filename: row.filename,
  format: DataFormat.parse(row.format),
  rows: row.rows,
  trainRows: row.trainRows,
  heldOutRows: row.heldOutRows,
  leftOutRows: row.leftOutRows,
  duplicateRows: row.duplicateRows,
  bytes: Number(row.bytes),
  contentHash: row.contentHash,
  sourceHash: row.sourceHash,
  seed: row.seed,
  tokens: jsonOrNull(row.tokens, DatasetVersion.shape.tokens, "token length"),
  createdAt: moment(row.createdAt),
  createdBy: row.createdBy,
});

const toDataset = (row: FullRow): Dataset => ({
  id: row.id,
  name: row.name,
  projectId: row.projectId,
  createdBy: row.createdBy,
  createdAt: moment(row.createdAt),
  versions: row.versions.map(toVersion),
});
/** Newest first: what a person means by "the dataset". */
const withVersions = { versions: { orderBy: { version: "desc" } } } as const;

export function createDatasetStore(db: BoxDb) {
  // The page reader knows nothing of relations; this table always brings them along.
  const table = {
    count: (args: { where: object }) => db.dataset.count(args),
    findMany: (args: object): Promise<FullRow[]> =>
      db.dataset.findMany({ ...args, include: withVersions }) as Promise<unknown> as Promise<FullRow[]>,
  };
  return {
    list: (filter: { projectIds: readonly string[] | null; q?: string | undefined }, page: PageQuery): Promise<List<Dataset>> => {
      const { projectIds, q } = filter;
      const where = {
        ...(projectIds ? { projectId: { in: [...projectIds] } } : {}),
        ...(q ? { name: { contains: q } } : {}),
      };
      return readPage(table, where, page, toDataset);
    },
    async get(id: string): Promise<Dataset | null> {
      const row = await db.dataset.findUnique({ where: { id }, include: withVersions });
      return row ? toDataset(row) : null;
    },
    async version(id: string): Promise<VersionRecord | null> {
      const row = await db.datasetVersion.findUnique({ where: { id } });
      return row ? toVersion(row) : null;
    },
    async versionIds(): Promise<string[]> {
      return (await db.datasetVersion.findMany({ select: { id: true } })).map((row) => row.id);
    },
    async unmeasured(): Promise<VersionRecord[]> {
      return (await db.datasetVersion.findMany({ where: { tokens: null }, orderBy: { createdAt: "desc" } })).map(toVersion);
    },
    /** The dataset of that name (made if new), its next version and the import that is now ready: all or none. */
    async addVersion(record: ImportRecord, version: NewVersion): Promise<ImportRecord> {
      return db.$transaction(async (tx) => {
        const { projectId, datasetName: name, createdBy } = record;
        const dataset = await tx.dataset.upsert({
          where: { projectId_name: { projectId, name } },
          create: { id: newId("ds"), projectId, name, createdBy },
          update: {},
        });
        const last = await tx.datasetVersion.aggregate({ where: { datasetId: dataset.id }, _max: { version: true } });
        const { createdAt, bytes, ...plain } = version;
        await tx.datasetVersion.create({
          data: {
            ...plain,
            datasetId: dataset.id,
            version: (last._max.version ?? 0) + 1,
            bytes: BigInt(bytes),
            createdAt: new Date(createdAt),
          },
        });
        const ready: ImportRecord = { ...record, state: "ready", datasetId: dataset.id, versionId: version.id };
        await tx.import.update({ where: { id: record.id }, data: importColumns(ready) });
        return ready;
      });
    },
    async setTokens(versionId: string, tokens: NonNullable<DatasetVersion["tokens"]>): Promise<void> {
      await db.datasetVersion.updateMany({ where: { id: versionId }, data: { tokens: JSON.stringify(tokens) } });
    },
    /** Throws `not-found`. Its versions go with it. */
    async remove(id: string): Promise<void> {
      const { count } = await db.dataset.deleteMany({ where: { id } });
      if (count === 0) throw new SluiceError("not-found", "There is no such dataset.");
    },
  };
}
