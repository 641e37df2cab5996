/** Reads a run's out.log by byte, for the console's log view and for explaining an end. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { LogChunk } from "../contract/job.ts";

const tailBytes = 64 * 1024;

/** `from` < 0: that many bytes from the end. `limit` in bytes. A file that is not there (yet) is empty. */
export function readLogChunk(file: string, from: number, limit: number): LogChunk {
  const fd = openOrNull(file);
  if (fd === null) return { text: "", from: 0, next: 0, size: 0 };
  try {
    const size = fstatSync(fd).size;
    const start = Math.min(size, from < 0 ? Math.max(0, size + from) : from);
    const buffer = Buffer.alloc(Math.min(limit, size - start));
    const read = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, start));
    const [head, tail] = wholeCharacters(read, start > 0 && from < 0);
    return { text: read.subarray(head, tail).toString("utf8"), from: start + head, next: start + tail, size };
  } finally {
    closeSync(fd);
  }
}

/** The last lines, as a terminal would show them: what a progress bar wrote over is left out. */
export function readLastLines(file: string, count: number): string[] {
  const { text } = readLogChunk(file, -tailBytes, tailBytes);
  const lines = text.split("\n").map((line) => line.replace(/\r+$/, "").split("\r").at(-1) ?? "");
  return lines.filter((line) => line.trim() !== "").slice(-count);
}

function openOrNull(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Where whole UTF-8 characters begin and end: a chunk cut inside one gives that one to its neighbour. */
function wholeCharacters(bytes: Buffer, isCutAtStart: boolean): [number, number] {
  let head = 0;
  while (isCutAtStart && head < Math.min(3, bytes.length) && isContinuation(bytes[head])) head++;
  let lead = bytes.length - 1;
  while (lead > 0 && lead > bytes.length - 4 && isContinuation(bytes[lead])) lead--;
  const needed = characterLength(bytes[lead]);
  const isTorn = lead >= head && needed > bytes.length - lead && bytes.length > 3;
  return [head, isTorn ? lead : bytes.length];
}
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
const characterLength = (lead = 0): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1);
