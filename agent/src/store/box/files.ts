import { FilePurpose, FileStatus, type FileUpload, FileUploadStatus, type StoredFile } from "../../contract/file.ts";
import type { List } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { date, moment, momentOrNull } from "./column.ts";
import type { File as FileRow, FileUpload as UploadRow } from "./generated/client.ts";
import { type PageQuery, readPage } from "./page.ts";

export type FileStore = ReturnType<typeof createFileStore>;
export interface FileFilter {
  projectIds: readonly string[] | null;
  purpose: string | null;
  /** Those that have expired by then are gone, swept or not. */
  now: Date;
}

const toFile = (row: FileRow): StoredFile => ({
  ...row,
  purpose: FilePurpose.parse(row.purpose),
  status: FileStatus.parse(row.status),
  bytes: Number(row.bytes),
  createdAt: moment(row.createdAt),
  expiresAt: momentOrNull(row.expiresAt),
});
const toUpload = (row: UploadRow): FileUpload => ({
  ...row,
  purpose: FilePurpose.parse(row.purpose),
  status: FileUploadStatus.parse(row.status),
  bytes: Number(row.bytes),
  createdAt: moment(row.createdAt),
  expiresAt: moment(row.expiresAt),
});

export function createFileStore(db: BoxDb) {
  return {
    list({ projectIds, purpose, now }: FileFilter, page: PageQuery): Promise<List<StoredFile>> {
      const where = {
        ...(projectIds ? { projectId: { in: [...projectIds] } } : {}),
        ...(purpose === null ? {} : { purpose }),
        OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
      };
      return readPage(db.file, where, page, toFile);
    },
    async get(id: string): Promise<StoredFile | null> {
      const row = await db.file.findUnique({ where: { id } });
      return row ? toFile(row) : null;
    },
    ids: async (): Promise<Set<string>> => new Set((await db.file.findMany({ select: { id: true } })).map((row) => row.id)),
    /** Those whose rows nobody has checked yet. */
    unchecked: async (): Promise<StoredFile[]> => (await db.file.findMany({ where: { status: "uploaded" } })).map(toFile),
    expired: async (now: Date): Promise<string[]> =>
      (await db.file.findMany({ where: { expiresAt: { lte: now } }, select: { id: true } })).map((row) => row.id),
    /** With the upload in parts that is complete by it, in one transaction. */
    async create(file: StoredFile, uploadId: string | null): Promise<void> {
      const { bytes, createdAt, expiresAt, ...plain } = file;
      const data = { ...plain, bytes: BigInt(bytes), createdAt: new Date(createdAt), expiresAt: date(expiresAt) };
      const complete = { status: "completed", fileId: file.id };
      await db.$transaction([
        db.file.create({ data }),
        ...(uploadId === null ? [] : [db.fileUpload.update({ where: { id: uploadId }, data: complete })]),
      ]);
    },
    async noteChecked(id: string, status: StoredFile["status"], statusDetails: string | null): Promise<void> {
      await db.file.updateMany({ where: { id }, data: { status, statusDetails } });
    },
    async noteDatasetVersion(id: string, datasetVersionId: string): Promise<void> {
      await db.file.updateMany({ where: { id }, data: { datasetVersionId } });
    },
    async remove(id: string): Promise<void> {
      await db.file.deleteMany({ where: { id } });
    },
    async createUpload(upload: FileUpload): Promise<void> {
      const { bytes, createdAt, expiresAt, ...plain } = upload;
      const data = { ...plain, bytes: BigInt(bytes), createdAt: new Date(createdAt), expiresAt: new Date(expiresAt) };
      await db.fileUpload.create({ data });
    },
    async getUpload(id: string): Promise<FileUpload | null> {
      const row = await db.fileUpload.findUnique({ where: { id } });
      return row ? toUpload(row) : null;
    },
    async cancelUpload(id: string): Promise<void> {
      await db.fileUpload.updateMany({ where: { id, status: "pending" }, data: { status: "cancelled" } });
    },
    async removeUploadsBefore(expired: Date): Promise<void> {
      await db.fileUpload.deleteMany({ where: { expiresAt: { lt: expired } } });
    },
  };
}
