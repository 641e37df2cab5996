/** The one store of files on their way in, for the console and for /v1: appended to at exactly the offset held, by one sender at a time. */
import { link, open, rename } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { SluiceError } from "../../contract/error.ts";
import type { UploadState } from "../../contract/upload.ts";
import { newId } from "../../lib/new-id.ts";
import { syncFolder } from "../../lib/sync-folder.ts";
import { type FreeSpace, readFreeSpace, refuseFull } from "../import/free-space.ts";
import { asDiskFull } from "../import/out-file.ts";
import { type Actor, found, may, type Verb } from "../may.ts";
import { brokeOff, type Piece, placeOf } from "./piece.ts";
import { receiveBody } from "./receive-body.ts";
import { createRunningHashes } from "./running-hash.ts";
import { createTurns } from "./turns.ts";
import { labelOf, type UploadCard } from "./upload-card.ts";
import { type HeldUpload, openUploadFolder, shownUpload } from "./upload-folder.ts";

export interface UploadsOptions {
  data: string;
  freeSpace?: FreeSpace | undefined;
  now?: () => number;
  silentMs?: number;
}
export type Uploads = ReturnType<typeof createUploads>;
export type WholeUpload = UploadCard & { bytes: number; sha256: string };
interface NewUpload {
  filename: string;
  /** Null: nobody knows before the end. */
  bytes: number | null;
  partOf?: string;
}

const keepMs = 24 * 3600_000;
/** Longer than there is between its card and its first byte. */
const lostMs = 60_000;
const kept = "The disk of the box is full; what had arrived is kept.";

export function createUploads(options: UploadsOptions) {
  const { freeSpace = readFreeSpace, now = Date.now, silentMs = 60_000 } = options;
  const folder = openUploadFolder(path.join(options.data, "uploads"));
  const hashes = createRunningHashes();
  const turns = createTurns();
  const checkSpace = (needBytes: number) => refuseFull(freeSpace, folder.dir, needBytes, "This file");

  async function own(actor: Actor, verb: Verb, id: string): Promise<HeldUpload> {
    const upload = await folder.look(id);
    if (!upload || !may(actor, "read", upload.card)) throw noSuchUpload();
    found(actor, verb, upload.card, "upload");
    return upload;
  }
  const newCard = (actor: Actor, wish: NewUpload, atOnce: boolean): UploadCard => ({
    id: newId(wish.partOf ? "part" : "upl"),
    filename: labelOf(wish.filename),
    totalBytes: wish.bytes,
    sha256: null,
    projectId: actor.projectId,
    createdBy: actor.id,
    createdAt: new Date(now()).toISOString(),
    atOnce,
    partOf: wish.partOf ?? null,
  });
  async function begin(card: UploadCard): Promise<UploadState> {
    await checkSpace(card.totalBytes ?? 0);
    await folder.begin(card);
    return shownUpload({ card, bytes: 0, isWhole: false });
  }
  /** Answers the bytes held then. */
  async function write(id: string, held: number, body: Readable, mostBytes: number): Promise<number> {
    const part = folder.partOf(id);
    const hash = await hashes.at(id, part, held);
    const file = await open(part, "r+");
    try {
      await receiveBody({ file, hash, body, mostBytes, silentMs, checkSpace: () => checkSpace(0) });
    } catch (error) {
      throw asDiskFull(error, kept);
    } finally {
      await file.close();
    }
    return hash.bytes;
  }
  async function finishNow(card: UploadCard, bytes: number): Promise<UploadState> {
    const sha256 = await hashes.finish(card.id, folder.partOf(card.id), bytes);
    const whole = { ...card, totalBytes: bytes, sha256 };
    await folder.finish(whole);
    return shownUpload({ card: whole, bytes, isWhole: true });
  }

  async function append(actor: Actor, id: string, piece: Piece): Promise<UploadState> {
    await own(actor, "change", id); // a stranger does not even learn that somebody is sending
    return turns.take(id, piece.body, async () => {
      const upload = await own(actor, "change", id);
      const { totalBytes, mostBytes } = placeOf(piece, upload);
      if (upload.isWhole) return shownUpload(upload);
      const card = { ...upload.card, totalBytes };
      if (totalBytes !== upload.card.totalBytes) folder.note(card);
      await checkSpace(totalBytes === null ? (piece.bytes ?? 0) : totalBytes - upload.bytes);
      const bytes = await write(id, upload.bytes, piece.body, mostBytes);
      if (piece.bytes !== null && bytes < upload.bytes + piece.bytes) throw brokeOff(bytes, upload.bytes + piece.bytes);
      if (bytes === totalBytes || (piece.isLast && totalBytes === null)) return finishNow(card, bytes);
      return shownUpload({ ...upload, card, bytes });
    });
  }
  async function discard(id: string): Promise<void> {
    await turns.stop(id);
    hashes.forget(id);
    await folder.remove(id);
  }

  return {
    fileOf: folder.fileOf,
    append,
    discard,
    /** Throws `disk-full` where `needBytes` more would not fit. */
    checkSpace,
    /** Throws `disk-full` before anything is sent. */
    create: (actor: Actor, wish: NewUpload): Promise<UploadState> => begin(newCard(actor, wish, false)),
    state: async (actor: Actor, id: string): Promise<UploadState> => shownUpload(await own(actor, "read", id)),
    /** The whole stream at once; nothing is left of one that breaks off. */
    async receive(actor: Actor, wish: NewUpload & { body: Readable }): Promise<WholeUpload> {
      const { id } = await begin(newCard(actor, wish, true));
      try {
        await append(actor, id, { offset: 0, bytes: wish.bytes, totalBytes: wish.bytes, isLast: true, body: wish.body });
        return wholeOf(await own(actor, "read", id));
      } catch (error) {
        await discard(id);
        throw error;
      }
    },
    /** Only what is whole. */
    get: async (actor: Actor, id: string): Promise<WholeUpload> => wholeOf(await own(actor, "read", id)),
    /** A sender in mid-sentence is cut short. */
    async remove(actor: Actor, id: string): Promise<void> {
      await own(actor, "remove", id);
      await discard(id);
    },
    /** The whole file leaves the store for `to`, on the same disk; the upload is over. */
    async moveOut(id: string, to: string): Promise<void> {
      await rename(folder.fileOf(id), to);
      syncFolder(path.dirname(to));
      await folder.remove(id);
    },
    /** A file that the box holds already becomes an upload without being copied: one more name for the same bytes. */
    async fromFile(actor: Actor, given: { file: string; filename: string; bytes: number; sha256: string }): Promise<WholeUpload> {
      const { file, sha256, ...wish } = given;
      const card = { ...newCard(actor, wish, true), sha256 };
      await link(file, folder.fileOf(card.id));
      folder.note(card);
      return { ...card, bytes: given.bytes };
    },
    /** All pieces of an upload in parts. */
    async partsOf(partOf: string): Promise<string[]> {
      const all = await Promise.all(
        (await folder.ids()).map(async (id) => ((await folder.look(id))?.card.partOf === partOf ? id : null)),
      );
      return all.filter((id) => id !== null);
    },
    /** What nobody has touched for a day goes, and what nobody could go on with. */
    async sweep(isNeeded: (id: string) => boolean): Promise<void> {
      for (const id of await folder.ids()) {
        if (turns.isTaken(id) || isNeeded(id)) continue;
        const upload = await folder.look(id);
        const isLost = upload?.card.atOnce && !upload.isWhole;
        if (now() - (await folder.lastTouched(id)) > (isLost ? lostMs : keepMs)) await discard(id);
      }
    },
  };
}

function wholeOf(upload: HeldUpload): WholeUpload {
  const { card, bytes, isWhole } = upload;
  if (isWhole && card.sha256 !== null) return { ...card, bytes, sha256: card.sha256 };
  const of = card.totalBytes === null ? "" : ` of ${card.totalBytes}`;
  throw new SluiceError("wrong-state", `This upload is not whole yet: ${bytes}${of} bytes are here.`, { hint: "Send the rest." });
}

function noSuchUpload(): SluiceError {
  return new SluiceError("not-found", "There is no such upload.", {
    hint: "Uploads are kept for a day; upload the file again.",
  });
}
