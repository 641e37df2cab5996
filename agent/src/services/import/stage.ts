/** Where a scan puts what it finds, until the person has decided: the good rows, their hashes and every bad row. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { BadRow, Row } from "../../contract/dataset.ts";
import { appendRow } from "./encode-row.ts";
import { createOutFile } from "./out-file.ts";
import { rowHash } from "./row-hash.ts";

export const badRowSampleSize = 1000;
export const stageFiles = (dir: string) => ({
  rows: path.join(dir, "rows.jsonl"),
  hashes: path.join(dir, "hashes.bin"),
  badRows: path.join(dir, "bad-rows.jsonl"),
});

export function createStage(dir: string) {
  mkdirSync(dir, { recursive: true });
  const files = stageFiles(dir);
  const content = createHash("sha256");
  const rows = createOutFile(files.rows, (bytes) => content.update(bytes));
  const hashes = createOutFile(files.hashes);
  const badRows = createOutFile(files.badRows);
  const all = [rows, hashes, badRows];
  const badRowSample: BadRow[] = [];
  let goodCount = 0;
  let badCount = 0;
  return {
    get goodCount() {
      return goodCount;
    },
    get badCount() {
      return badCount;
    },
    badRowSample,
    addRow(row: Row) {
      goodCount++;
      hashes.write(rowHash(appendRow(rows, row)));
    },
    addBadRow(badRow: BadRow) {
      badCount++;
      if (badRowSample.length < badRowSampleSize) badRowSample.push(badRow);
      badRows.write(Buffer.from(`${JSON.stringify(badRow)}\n`));
    },
    /** Everything is on the disk when it returns. */
    finish(): { bytes: number; contentHash: string } {
      for (const out of all) out.finish();
      return { bytes: rows.length, contentHash: content.digest("hex") };
    },
    close() {
      for (const out of all) out.close();
    },
  };
}
export type Stage = ReturnType<typeof createStage>;
