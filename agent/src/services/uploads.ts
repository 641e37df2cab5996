/** Files on their way in. Streamed to disk under an id we made; whole only once both the file and its card `<id>.json` are there. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { type FileHandle, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { UploadState } from "../contract/dataset.ts";
import { SluiceError } from "../contract/error.ts";
import { newId } from "../lib/new-id.ts";
import { parseJson } from "../lib/parse-json.ts";
import { syncFolder } from "../lib/sync-folder.ts";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";
import { type FreeSpace, readFreeSpace, refuseFull } from "./import/free-space.ts";
import { asDiskFull } from "./import/out-file.ts";
import { type Actor, may } from "./may.ts";

const UploadCard = UploadState.extend({ projectId: z.string(), createdBy: z.string(), createdAt: z.string() });
export type UploadCard = z.infer<typeof UploadCard>;
export interface UploadInput {
  filename: string;
  /** Content-Length as the client said it; null when it did not. */
  bytes: number | null;
  body: AsyncIterable<Uint8Array>;
}
export type Uploads = ReturnType<typeof createUploads>;

const keepMs = 24 * 3600_000;
const checkSpaceEvery = 64 * 1024 * 1024;

export function createUploads(options: { data: string; freeSpace?: FreeSpace; now?: () => number }) {
  const { freeSpace = readFreeSpace, now = Date.now } = options;
  const dir = path.join(options.data, "uploads");
  mkdirSync(dir, { recursive: true });
  const fileOf = (id: string) => path.join(dir, id);
  const cardOf = (id: string) => path.join(dir, `${id}.json`);

  async function write(file: FileHandle, input: UploadInput) {
    const sha256 = createHash("sha256");
    let bytes = 0;
    let checkedAt = 0;
    for await (const chunk of input.body) {
      if (bytes - checkedAt > checkSpaceEvery) {
        await refuseFull(freeSpace, dir, 0, "This file");
        checkedAt = bytes;
      }
      sha256.update(chunk);
      for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten;
      bytes += chunk.length;
    }
    if (input.bytes !== null && input.bytes !== bytes) {
      throw new SluiceError("bad-file", `The upload broke off: ${bytes} of ${input.bytes} bytes arrived.`, {
        hint: "Upload it again.",
      });
    }
    await file.sync();
    return { bytes, sha256: sha256.digest("hex") };
  }

  return {
    fileOf,
    /** Throws `disk-full`, or `bad-file` when fewer bytes came than were promised; nothing is left then. */
    async receive(actor: Actor, input: UploadInput): Promise<UploadState> {
      await refuseFull(freeSpace, dir, input.bytes ?? 0, "This file");
      const id = newId("upl");
      const part = `${fileOf(id)}.part`;
      try {
        const file = await open(part, "wx", 0o600);
        const written = await write(file, input).finally(() => file.close());
        const state: UploadState = { id, filename: labelOf(input.filename), ...written };
        const owned = { projectId: actor.projectId, createdBy: actor.id, createdAt: new Date(now()).toISOString() };
        writeFileAtomic(cardOf(id), JSON.stringify({ ...state, ...owned } satisfies UploadCard));
        await rename(part, fileOf(id));
        syncFolder(dir);
        return state;
      } catch (error) {
        for (const left of [part, cardOf(id)]) await rm(left, { force: true });
        throw asDiskFull(error);
      }
    },
    /** Throws `not-found`. */
    async get(actor: Actor, id: string): Promise<UploadCard> {
      const text = await readFile(cardOf(id), "utf8").catch(() => "");
      const card = parseJson(text, UploadCard);
      const isWhole = (await stat(fileOf(id)).catch(() => null)) !== null;
      if (card && isWhole && may(actor, "read", card)) return card;
      throw new SluiceError("not-found", "There is no such upload.", {
        hint: "Uploads are kept for a day; upload the file again.",
      });
    },
    async remove(id: string): Promise<void> {
      for (const file of [fileOf(id), cardOf(id)]) await rm(file, { force: true });
    },
    /** At boot: broken-off uploads, and those nobody needs any more. */
    async clean(isNeeded: (id: string) => boolean): Promise<void> {
      const names = new Set(await readdir(dir));
      for (const name of names) {
        const id = name.split(".")[0]!;
        const isPair = (name === id || name === `${id}.json`) && names.has(id) && names.has(`${id}.json`);
        const age = now() - ((await stat(path.join(dir, name)).catch(() => null))?.mtimeMs ?? 0);
        if (!isPair || (age > keepMs && !isNeeded(id))) await rm(path.join(dir, name), { force: true, recursive: true });
      }
    },
  };
}

/** Only ever a label, never part of a path: the last segment, without control characters, at most 200 characters. */
export function labelOf(filename: string): string {
  const last = filename.split(/[/\\]/).at(-1) ?? "";
  const clean = last
    .toWellFormed()
    .replace(/\p{Cc}/gu, "")
    .trim()
    .slice(0, 200)
    .toWellFormed();
  return clean === "" || clean === "." || clean === ".." ? "data" : clean;
}
