import { z } from "zod";
import { Import, ImportState, StartImport } from "../../contract/dataset.ts";
import type { List } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { json, moment } from "./column.ts";
import type { Import as ImportRow } from "./generated/client.ts";
import { type PageQuery, readPage } from "./page.ts";

/** Columns of their own; everything else of an import is one JSON text, written whole at each change of state. */
const Column = Import.pick({
  id: true,
  state: true,
  datasetName: true,
  filename: true,
  datasetId: true,
  versionId: true,
  createdAt: true,
});
const Detail = Import.omit({
  id: true,
  state: true,
  datasetName: true,
  filename: true,
  datasetId: true,
  versionId: true,
  createdAt: true,
}).extend({
  wish: StartImport,
  sourceHash: z.string(),
  /** The person has said "without the bad rows": a scan repeated after a crash need not ask again. */
  accepted: z.boolean(),
  /** The staged rows, once the scan is done. */
  staged: z.object({ bytes: z.number(), contentHash: z.string() }).nullable(),
});

export type ImportRecord = z.infer<typeof Column> & z.infer<typeof Detail> & { projectId: string; createdBy: string };
export type ImportStore = ReturnType<typeof createImportStore>;

const toImport = (row: ImportRow): ImportRecord => ({
  ...json(row.detail, Detail, "import"),
  id: row.id,
  state: ImportState.parse(row.state),
  datasetName: row.datasetName,
  filename: row.filename,
  datasetId: row.datasetId,
  versionId: row.versionId,
  createdAt: moment(row.createdAt),
  projectId: row.projectId,
  createdBy: row.createdBy,
});

/** zod leaves out of `Detail` what has a column. */
export const importColumns = (record: ImportRecord) => ({
  state: record.state,
  datasetName: record.datasetName,
  filename: record.filename,
  datasetId: record.datasetId,
  versionId: record.versionId,
  detail: JSON.stringify(Detail.parse(record)),
});

export function createImportStore(db: BoxDb) {
  return {
    list: (filter: { projectIds: readonly string[] | null }, page: PageQuery): Promise<List<ImportRecord>> => {
      const where = filter.projectIds ? { projectId: { in: [...filter.projectIds] } } : {};
      return readPage(db.import, where, page, toImport);
    },
    async get(id: string): Promise<ImportRecord | null> {
      const row = await db.import.findUnique({ where: { id } });
      return row ? toImport(row) : null;
    },
    /** Those that are not at an end: to be gone on with at boot. */
    async open(): Promise<ImportRecord[]> {
      const where = { state: { in: ["scanning", "needs-decision", "writing"] } };
      return (await db.import.findMany({ where, orderBy: { createdAt: "asc" } })).map(toImport);
    },
    async create(record: ImportRecord): Promise<void> {
      const { id, projectId, createdBy, createdAt } = record;
      await db.import.create({
        data: { id, projectId, createdBy, createdAt: new Date(createdAt), ...importColumns(record) },
      });
    },
    async update(record: ImportRecord): Promise<void> {
      await db.import.update({ where: { id: record.id }, data: importColumns(record) });
    },
  };
}
