/** The folder of uploads as it lies on the disk: `<id>.json` says what it is, `<id>.part` is what came so far, `<id>` is whole. */
import { mkdirSync } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { UploadState } from "../../contract/upload.ts";
import { Id } from "../../contract/word.ts";
import { syncFolder } from "../../lib/sync-folder.ts";
import { readCard, type UploadCard, writeCard } from "./upload-card.ts";

export interface HeldUpload {
  card: UploadCard;
  bytes: number;
  isWhole: boolean;
}

export function openUploadFolder(dir: string) {
  mkdirSync(dir, { recursive: true });
  const fileOf = (id: string) => path.join(dir, id);
  const partOf = (id: string) => path.join(dir, `${id}.part`);
  const cardOf = (id: string) => path.join(dir, `${id}.json`);
  return {
    dir,
    fileOf,
    partOf,
    async begin(card: UploadCard): Promise<void> {
      writeCard(cardOf(card.id), card);
      await (await open(partOf(card.id), "wx", 0o600)).close();
    },
    note: (card: UploadCard) => writeCard(cardOf(card.id), card),
    /** Null for what is not there or only half there. */
    async look(id: string): Promise<HeldUpload | null> {
      const card = await readCard(cardOf(id));
      if (!Id.safeParse(id).success) return null; // it becomes part of a path
      // A card with a hash and no file: killed before the rename, and finished again by whoever goes on.
      const whole = card?.sha256 ? await statOf(fileOf(id)) : null;
      // The size is true after a power cut, too: file systems write down a longer size only after the bytes of it.
      const held = whole ?? (await statOf(partOf(id)));
      if (card?.id !== id || !held) return null;
      return { card, bytes: held.size, isWhole: whole !== null };
    },
    /** The bytes are on the disk already. The card first: what has its own name is whole and has its hash. */
    async finish(card: UploadCard): Promise<void> {
      writeCard(cardOf(card.id), card);
      await rename(partOf(card.id), fileOf(card.id));
      syncFolder(dir);
    },
    async remove(id: string): Promise<void> {
      for (const file of [partOf(id), fileOf(id), cardOf(id)]) await rm(file, { force: true });
    },
    ids: async (): Promise<string[]> => [...new Set((await readdir(dir)).map((name) => name.split(".")[0]!))],
    /** The newest moment of anything under this id. */
    async lastTouched(id: string): Promise<number> {
      const all = await Promise.all([partOf(id), fileOf(id), cardOf(id)].map(statOf));
      return Math.max(0, ...all.map((one) => one?.mtimeMs ?? 0));
    },
  };
}

const statOf = (file: string) => stat(file).catch(() => null);

export function shownUpload({ card, bytes, isWhole }: HeldUpload): UploadState {
  const { id, filename, totalBytes, sha256 } = card;
  return { id, filename, bytes, totalBytes, sha256: isWhole ? sha256 : null };
}
