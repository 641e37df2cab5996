/** Staged rows become an immutable version: a folder that appears whole, by one rename, or not at all. */
import { mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { syncFolder } from "../../lib/sync-folder.ts";
import { chooseHeldOut } from "./choose-held-out.ts";
import { createOutFile } from "./out-file.ts";
import { readChunks } from "./read-text.ts";
import { hashBytes } from "./row-hash.ts";
import { writeIndexEntry } from "./row-index.ts";
import { splitLines } from "./split-lines.ts";
import { stageFiles } from "./stage.ts";
import { versionFiles } from "./version-files.ts";

export interface WriteTask {
  kind: "write";
  stageDir: string;
  /** Folder of the version; must not exist. */
  versionDir: string;
  rows: number;
  heldOutFraction: number;
  seed: number;
}
export interface WriteResult {
  trainRows: number;
  heldOutRows: number;
}

/** Throws `disk-full`; then nothing is left of the version, and the stage is as it was. */
export function writeVersion(task: WriteTask): WriteResult {
  const temp = `${task.versionDir}.tmp`;
  rmSync(temp, { recursive: true, force: true });
  mkdirSync(temp, { recursive: true });
  try {
    const result = writeSides(task, temp);
    // Last of all: until here the stage can be written from again.
    renameSync(stageFiles(task.stageDir).rows, versionFiles(temp).rows);
    syncFolder(temp);
    renameSync(temp, task.versionDir);
    syncFolder(path.dirname(task.versionDir));
    return result;
  } catch (error) {
    rmSync(temp, { recursive: true, force: true });
    throw error;
  }
}

function writeSides(task: WriteTask, dir: string): WriteResult {
  const stage = stageFiles(task.stageDir);
  const isHeldOut = chooseHeldOut(stage.hashes, { rows: task.rows, fraction: task.heldOutFraction, seed: task.seed });
  const files = versionFiles(dir);
  const outs = [createOutFile(files.train), createOutFile(files.heldOut), createOutFile(files.index)] as const;
  const [train, heldOut, index] = outs;
  const hashes = createHashReader(stage.hashes);
  const newline = Buffer.from("\n");
  let offset = 0;
  let heldOutRows = 0;
  const lines = splitLines((row) => {
    const aside = isHeldOut(...hashes.next());
    if (aside) heldOutRows++;
    const side = aside ? heldOut : train;
    side.write(row.bytes);
    side.write(newline);
    writeIndexEntry(index, offset, aside);
    offset += row.length + 1;
  }, Number.POSITIVE_INFINITY);
  try {
    for (const { bytes } of readChunks(stage.rows)) lines.push(bytes);
    for (const out of outs) out.finish();
  } finally {
    hashes.close();
    for (const out of outs) out.close();
  }
  return { trainRows: task.rows - heldOutRows, heldOutRows };
}

/** The hashes one by one, in step with the rows. */
function createHashReader(file: string): { next(): [high: number, low: number]; close(): void } {
  const chunks = readChunks(file);
  let bytes = Buffer.alloc(0);
  let at = 0;
  return {
    next() {
      if (at === bytes.length) {
        bytes = chunks.next().value.bytes;
        at = 0;
      }
      at += hashBytes;
      return [bytes.readUInt32LE(at - hashBytes), bytes.readUInt32LE(at - 4)];
    },
    close: () => void chunks.return(undefined),
  };
}
