/** OpenAI's uploads: a file in parts, sent in any order and at the same time, put together in the order the client says at the end. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { SluiceError } from "../../contract/error.ts";
import type { FilePurpose, FileUpload, StoredFile } from "../../contract/file.ts";
import { newId } from "../../lib/new-id.ts";
import type { FileStore } from "../../store/box/files.ts";
import { type Actor, found } from "../may.ts";
import { labelOf } from "../uploads/upload-card.ts";
import type { Uploads, WholeUpload } from "../uploads/uploads.ts";
import type { Files } from "./files.ts";

export interface FileUploadsOptions {
  store: FileStore;
  uploads: Uploads;
  files: Files;
  now?: () => number;
}
export interface NewFileUpload {
  filename: string;
  purpose: FilePurpose;
  bytes: number;
  expiresAfterSeconds: number | null;
}
export interface Completion {
  partIds: readonly string[];
  /** Of the whole file, as the client knows it. */
  md5: string | null;
}
export interface Completed {
  upload: FileUpload;
  /** Null when it has been deleted since. */
  file: StoredFile | null;
}
export type FileUploads = ReturnType<typeof createFileUploads>;

/** As long as the parts are kept. */
const keepMs = 24 * 3600_000;
const badField = (param: string, message: string) => new SluiceError("bad-input", message, { details: { param } });

export function createFileUploads(options: FileUploadsOptions) {
  const { store, uploads, files, now = Date.now } = options;
  const completing = new Map<string, Promise<Completed>>();

  async function own(actor: Actor, id: string): Promise<FileUpload> {
    const upload = found(actor, "change", await store.getUpload(id), "upload");
    return upload.status === "pending" && Date.parse(upload.expiresAt) <= now() ? { ...upload, status: "expired" } : upload;
  }
  async function pending(actor: Actor, id: string): Promise<FileUpload> {
    const upload = await own(actor, id);
    if (upload.status !== "pending") throw new SluiceError("wrong-state", `This upload is ${upload.status}.`);
    if (completing.has(id)) throw new SluiceError("upload-busy", "This upload is being completed.");
    return upload;
  }
  async function discardParts(id: string): Promise<void> {
    for (const part of await uploads.partsOf(id)) await uploads.discard(part);
  }
  async function partsInOrder(actor: Actor, upload: FileUpload, partIds: readonly string[]): Promise<WholeUpload[]> {
    const parts: WholeUpload[] = [];
    for (const partId of partIds) {
      const part = await uploads.get(actor, partId).catch(() => null);
      if (part?.partOf !== upload.id) throw badField("part_ids", `There is no part ${partId} in this upload.`);
      parts.push(part);
    }
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    if (bytes === upload.bytes) return parts;
    throw badField("part_ids", `The parts hold ${bytes} bytes, and the upload was announced with ${upload.bytes}.`);
  }
  async function join(actor: Actor, upload: FileUpload, parts: readonly WholeUpload[], md5: string | null): Promise<WholeUpload> {
    const seen = createHash("md5");
    async function* all() {
      for (const part of parts) {
        for await (const chunk of createReadStream(uploads.fileOf(part.id), { highWaterMark: 1024 * 1024 })) {
          seen.update(chunk as Buffer);
          yield chunk as Buffer;
        }
      }
    }
    const body = Readable.from(all(), { objectMode: false });
    const whole = await uploads.receive(actor, { filename: upload.filename, bytes: upload.bytes, body });
    const found = seen.digest("hex");
    if (md5 === null || md5.toLowerCase() === found) return whole;
    await uploads.discard(whole.id);
    throw badField("md5", `The md5 of the parts in this order is ${found}.`);
  }

  async function finish(actor: Actor, id: string, { partIds, md5 }: Completion): Promise<Completed> {
    const upload = await own(actor, id);
    if (upload.fileId !== null) return { upload, file: await files.get(actor, upload.fileId).catch(() => null) };
    if (upload.status !== "pending") throw new SluiceError("wrong-state", `This upload is ${upload.status}.`);
    const whole = await join(actor, upload, await partsInOrder(actor, upload, partIds), md5);
    const file = await files.keep(actor, whole, upload, id);
    await discardParts(id);
    return { upload: { ...upload, status: "completed", fileId: file.id }, file };
  }

  return {
    async create(actor: Actor, wish: NewFileUpload): Promise<FileUpload> {
      // The parts, and for a moment the file they become.
      await uploads.checkSpace(wish.bytes * 2);
      const upload: FileUpload = {
        ...{ ...wish, id: newId("upload"), filename: labelOf(wish.filename) },
        ...{ projectId: actor.projectId, createdBy: actor.id },
        createdAt: new Date(now()).toISOString(),
        expiresAt: new Date(now() + keepMs).toISOString(),
        ...{ status: "pending", fileId: null },
      };
      await store.createUpload(upload);
      return upload;
    },
    async addPart(actor: Actor, id: string, body: Readable): Promise<WholeUpload> {
      const upload = await pending(actor, id);
      return uploads.receive(actor, { filename: upload.filename, bytes: null, body, partOf: id });
    },
    /** Asked again, while it is at work or after the answer was lost, it answers the same. */
    async complete(actor: Actor, id: string, completion: Completion): Promise<Completed> {
      await own(actor, id);
      const running = completing.get(id) ?? finish(actor, id, completion).finally(() => completing.delete(id));
      completing.set(id, running);
      return running;
    },
    async cancel(actor: Actor, id: string): Promise<FileUpload> {
      const upload = await pending(actor, id);
      await store.cancelUpload(id);
      await discardParts(id);
      return { ...upload, status: "cancelled" };
    },
    /** The parts go by themselves, a day after their last byte. */
    sweep: (): Promise<void> => store.removeUploadsBefore(new Date(now() - keepMs)),
  };
}
