/** OpenAI's files: kept as they came, under files/<id>, until somebody deletes them or their time is over. */
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { SluiceError } from "../../contract/error.ts";
import { FileId, type FilePurpose, type StoredFile } from "../../contract/file.ts";
import type { List } from "../../contract/word.ts";
import type { Logger } from "../../lib/logger.ts";
import { newId } from "../../lib/new-id.ts";
import { writeFileAtomic } from "../../lib/write-file-atomic.ts";
import type { FileStore } from "../../store/box/files.ts";
import type { PageQuery } from "../../store/box/page.ts";
import { projectIdsOf } from "../datasets.ts";
import { type StartWork, startWork } from "../import/work.ts";
import { type Actor, found, may, type Owned } from "../may.ts";
import type { Uploads, WholeUpload } from "../uploads/uploads.ts";
import { createFileChecks } from "./check-files.ts";

export interface FilesOptions {
  data: string;
  store: FileStore;
  uploads: Uploads;
  logger: Logger;
  startWork?: StartWork;
  now?: () => number;
}
export interface NewFile {
  purpose: FilePurpose;
  /** Null: until somebody deletes it. */
  expiresAfterSeconds: number | null;
}
export interface MadeFile {
  id: string;
  filename: string;
  purpose: FilePurpose;
  text: string;
}
export type Files = ReturnType<typeof createFiles>;

/** Longer than there is between a file's new name and its row. */
const orphanMs = 60_000;

export function createFiles(options: FilesOptions) {
  const { store, uploads, now = Date.now } = options;
  const dir = path.join(options.data, "files");
  mkdirSync(dir, { recursive: true });
  const pathOf = (id: string) => path.join(dir, id);
  const checks = createFileChecks({ ...options, pathOf, startWork: options.startWork ?? startWork });
  const isOver = (file: StoredFile) => file.expiresAt !== null && Date.parse(file.expiresAt) <= now();

  async function own(actor: Actor, verb: "read" | "remove", id: string): Promise<StoredFile> {
    const file = FileId.safeParse(id).success ? await store.get(id) : null;
    return found(actor, verb, file && isOver(file) ? null : file, "file");
  }
  async function erase(id: string): Promise<void> {
    await store.remove(id);
    await rm(pathOf(id), { force: true });
  }

  return {
    /** The whole upload becomes a file; `completes`: the upload in parts that it ends. */
    async keep(actor: Actor, whole: WholeUpload, wish: NewFile, completes: string | null = null): Promise<StoredFile> {
      const { filename, bytes, sha256 } = whole;
      const at = now();
      const { purpose, expiresAfterSeconds: life } = wish;
      const file: StoredFile = {
        ...{ id: newId("file").replace("_", "-"), filename, purpose, bytes, sha256 },
        ...{ projectId: actor.projectId, createdBy: actor.id, createdAt: new Date(at).toISOString() },
        status: purpose === "fine-tune" ? "uploaded" : "processed",
        statusDetails: null,
        expiresAt: life === null ? null : new Date(at + life * 1000).toISOString(),
        datasetVersionId: null,
      };
      // The bytes first: a row always has its file, and a file without a row is swept.
      await uploads.moveOut(whole.id, pathOf(file.id));
      await store.create(file, completes);
      if (file.status === "uploaded") checks.enqueue(file);
      return file;
    },
    /** By the box itself; made again under its id, it is the same file. */
    async make({ projectId, createdBy }: Owned, { id, filename, purpose, text }: MadeFile): Promise<void> {
      if (await store.get(id)) return;
      writeFileAtomic(pathOf(id), text);
      const sha256 = createHash("sha256").update(text).digest("hex");
      const facts = { bytes: Buffer.byteLength(text), sha256, createdAt: new Date(now()).toISOString() };
      const state = { status: "processed" as const, statusDetails: null, expiresAt: null, datasetVersionId: null };
      await store.create({ id, filename, purpose, projectId, createdBy, ...facts, ...state }, null);
    },
    async list(actor: Actor, purpose: string | null, page: PageQuery): Promise<List<StoredFile>> {
      const cursor = page.after === undefined ? null : await store.get(page.after);
      if (page.after !== undefined && !(cursor && may(actor, "read", cursor))) {
        throw new SluiceError("bad-input", "There is no file with the id in 'after'; was it deleted meanwhile?", {
          hint: "Begin the list again.",
          details: { param: "after" },
        });
      }
      return store.list({ projectIds: projectIdsOf(actor), purpose, now: new Date(now()) }, page);
    },
    get: (actor: Actor, id: string): Promise<StoredFile> => own(actor, "read", id),
    /** The bytes as they came; the stream opens when it is first read. */
    async content(actor: Actor, id: string): Promise<{ file: StoredFile; read: () => Readable }> {
      const file = await own(actor, "read", id);
      return { file, read: () => createReadStream(pathOf(id)) };
    },
    async remove(actor: Actor, id: string): Promise<void> {
      await erase((await own(actor, "remove", id)).id);
    },
    /** An upload of the same bytes, not copied, for an import to take; the file stays what it is. */
    async toUpload(actor: Actor, id: string): Promise<WholeUpload> {
      const { filename, bytes, sha256 } = await own(actor, "read", id);
      return uploads.fromFile(actor, { file: pathOf(id), filename, bytes, sha256 });
    },
    /** At boot: files that nobody came to check. */
    async resume(): Promise<void> {
      for (const file of await store.unchecked()) checks.enqueue(file);
    },
    async sweep(): Promise<void> {
      for (const id of await store.expired(new Date(now()))) await erase(id);
      const ids = await store.ids();
      for (const name of await readdir(dir)) {
        if (ids.has(name)) continue;
        const changed = (await stat(pathOf(name)).catch(() => null))?.ctimeMs ?? now();
        if (now() - changed > orphanMs) await rm(pathOf(name), { force: true });
      }
    },
    stop: checks.stop,
  };
}
