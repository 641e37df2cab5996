/** What is written down of an upload, `<id>.json` beside its bytes: whose it is, what it should become. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UploadState } from "../../contract/upload.ts";
import { parseJson } from "../../lib/parse-json.ts";
import { writeFileAtomic } from "../../lib/write-file-atomic.ts";

export const UploadCard = UploadState.omit({ bytes: true }).extend({
  projectId: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  /** Sent in one go: nobody could go on with the rest of it. */
  atOnce: z.boolean(),
  /** The upload in parts that this is one of. */
  partOf: z.string().nullable(),
});
export type UploadCard = z.infer<typeof UploadCard>;

export function writeCard(file: string, card: UploadCard): void {
  writeFileAtomic(file, JSON.stringify(card));
}

/** Null for what is not there, torn or foreign. */
export async function readCard(file: string): Promise<UploadCard | null> {
  return parseJson(await readFile(file, "utf8").catch(() => ""), UploadCard);
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
