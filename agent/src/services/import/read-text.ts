/** A file as UTF-8 bytes, chunk by chunk, whatever encoding it came in. Synchronous: it only ever runs in the worker. */
import { closeSync, openSync, readSync } from "node:fs";
import { SluiceError } from "../../contract/error.ts";
import { type Encoding, type Sniffed, sniff } from "./sniff.ts";

export interface TextChunk {
  /** Valid until the next chunk is asked for: the buffer is used again. */
  bytes: Buffer;
  /** How far into the person's own file this is, in bytes. */
  readTo: number;
}

export const chunkBytes = 1024 * 1024;

export function* readChunks(file: string, from = 0, size = chunkBytes): Generator<TextChunk> {
  const fd = openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(size);
    let readTo = from;
    for (;;) {
      const count = readSync(fd, buffer, 0, size, readTo);
      if (count === 0) return;
      readTo += count;
      yield { bytes: buffer.subarray(0, count), readTo };
    }
  } finally {
    closeSync(fd);
  }
}

export function sniffFile(file: string): Sniffed {
  const fd = openSync(file, "r");
  try {
    const head = Buffer.alloc(4096);
    return sniff(head.subarray(0, readSync(fd, head, 0, head.length, 0)));
  } finally {
    closeSync(fd);
  }
}

/** UTF-8 passes as it is (each row is checked where it is parsed); the rest is converted. Throws `bad-encoding` with the line. */
export function* readText(file: string, { encoding, bomBytes }: Sniffed, size = chunkBytes): Generator<TextChunk> {
  if (encoding === "utf-8") return yield* readChunks(file, bomBytes, size);
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  for (const { bytes, readTo } of readChunks(file, bomBytes, size)) {
    const text = Buffer.from(decode(decoder, bytes, encoding, line));
    line += countNewlines(text);
    yield { bytes: text, readTo };
  }
  decode(decoder, null, encoding, line);
}

function decode(decoder: TextDecoder, bytes: Buffer | null, encoding: Encoding, line: number): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    const lenient = bytes ? new TextDecoder(encoding).decode(bytes) : "\ufffd";
    const good = lenient.slice(0, Math.max(0, lenient.indexOf("\ufffd", 1)));
    throw badEncoding(line + countNewlines(Buffer.from(good)), encoding.toUpperCase(), cause);
  }
}

export function badEncoding(line: number, name: string, cause?: unknown): SluiceError {
  return new SluiceError("bad-encoding", `The text is not valid ${name}: the first bad byte is in line ${line}.`, {
    hint: "Save the file as UTF-8 and upload it again.",
    details: { line },
    cause,
  });
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
