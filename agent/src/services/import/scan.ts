/** Reads a whole upload once: every row is checked, good ones are staged, bad ones are named. Memory is flat whatever the size. */
import { isUtf8 } from "node:buffer";
import type { BadRow, DataFormat } from "../../contract/dataset.ts";
import { SluiceError } from "../../contract/error.ts";
import { countDuplicates } from "./count-duplicates.ts";
import { firstBadLine } from "./first-bad-line.ts";
import { createGbWalk } from "./gb18030.ts";
import { badEncoding, readChunks, readText, sniffFile } from "./read-text.ts";
import { createRowReader, type RowSink } from "./row-reader.ts";
import type { Sniffed } from "./sniff.ts";
import { createStage, stageFiles } from "./stage.ts";

export interface ScanTask {
  kind: "scan";
  file: string;
  stageDir: string;
  format: DataFormat | "auto";
}
export interface ScanProgress {
  bytesRead: number;
  rows: number;
  goodRows: number;
  badRows: number;
}
export interface ScanResult extends ScanProgress {
  format: DataFormat | null;
  encoding: string;
  duplicateRows: number;
  badRowSample: BadRow[];
  unknownFields: Record<string, number>;
  /** Of the staged rows. */
  bytes: number;
  contentHash: string;
}
export type OnProgress = (progress: ScanProgress) => void;

/** Thrown inside only: the text is not UTF-8 after all, and the scan must decide what it is. */
class NotUtf8 extends Error {}

/** Throws `file-empty`, `bad-file`, `bad-encoding`, `disk-full`; bad rows are no errors, they are counted and named. */
export function scan(task: ScanTask, onProgress: OnProgress): ScanResult {
  return decoded(task.file, (sniffed) => scanAs(task, sniffed, onProgress));
}

/** Reads the file as UTF-8 (or what its mark says), and again as GB18030 where it is that after all. */
export function decoded<T>(file: string, read: (sniffed: Sniffed) => T): T {
  const sniffed = sniffFile(file);
  try {
    return read(sniffed);
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    if (!isGb18030(file)) throw badEncoding(firstBadLine(file, sniffed.bomBytes), "UTF-8");
    return read({ encoding: "gb18030", bomBytes: 0 });
  }
}

/** Every row of the file to the sink, good or bad. */
export function readInto(
  sink: RowSink,
  file: string,
  sniffed: Sniffed,
  format: DataFormat | null,
  onRead: (bytesRead: number) => void,
) {
  const reader = createRowReader(sink, format, (bytes) => {
    if (!isUtf8(bytes)) throw new NotUtf8();
  });
  for (const { bytes, readTo } of readText(file, sniffed)) {
    reader.push(bytes);
    onRead(readTo);
  }
  reader.end();
  return reader.result();
}

function scanAs(task: ScanTask, sniffed: Sniffed, onProgress: OnProgress): ScanResult {
  const stage = createStage(task.stageDir);
  try {
    let bytesRead = 0;
    const now = () => ({ bytesRead, rows: stage.goodCount + stage.badCount, goodRows: stage.goodCount, badRows: stage.badCount });
    const found = readInto(stage, task.file, sniffed, task.format === "auto" ? null : task.format, (read) => {
      bytesRead = read;
      onProgress(now());
    });
    if (now().rows === 0) throw noRows();
    const written = stage.finish();
    const duplicateRows = countDuplicates(stageFiles(task.stageDir).hashes, stage.goodCount);
    const { badRowSample } = stage;
    return { ...now(), ...found, encoding: encodingLabel(sniffed), duplicateRows, badRowSample, ...written };
  } finally {
    stage.close();
  }
}

export const noRows = () => new SluiceError("file-empty", "The file holds no rows.", { hint: "Choose a file with rows in it." });

/** Said in the console: a conversion nobody hears of would be a surprise later. */
function encodingLabel({ encoding, bomBytes }: Sniffed): string {
  if (encoding !== "utf-8") return `${encoding} (converted)`;
  return bomBytes > 0 ? "utf-8 (byte order mark left out)" : "utf-8";
}

function isGb18030(file: string): boolean {
  const walk = createGbWalk();
  for (const { bytes } of readChunks(file)) walk.push(bytes);
  return walk.end();
}
