/** A window of a log made of several files read as one (the attempts of a job, one after another). */
import { open, stat } from "node:fs/promises";
import type { LogChunk } from "../contract/job.ts";

export const maxLogBytes = 256 * 1024;

/** `from`: byte offset; negative: that many bytes before the end. Cut at a UTF-8 boundary, so letters are never halved. */
export async function readLog(files: readonly string[], from: number, limit: number): Promise<LogChunk> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (s) => s.size,
        () => 0,
      ),
    ),
  );
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const start = Math.min(size, from < 0 ? Math.max(0, size + from) : from);
  const end = Math.min(size, start + Math.min(limit, maxLogBytes));
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [index, file] of files.entries()) {
    const bytes = sizes[index]!;
    const first = Math.max(start, offset) - offset;
    const last = Math.min(end, offset + bytes) - offset;
    if (last > first) parts.push(await readPart(file, first, last - first));
    offset += bytes;
  }
  const all = Buffer.concat(parts);
  const skipped = from < 0 ? leadingRest(all) : 0;
  const kept = all.subarray(skipped, all.length - (end < size ? trailingRest(all) : 0));
  return { text: kept.toString("utf8"), from: start + skipped, next: start + skipped + kept.length, size };
}

async function readPart(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
function leadingRest(bytes: Buffer): number {
  let n = 0;
  while (n < 3 && isContinuation(bytes[n])) n += 1;
  return n;
}
/** Bytes of a letter begun but not finished at the end. */
function trailingRest(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (isContinuation(byte)) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}
