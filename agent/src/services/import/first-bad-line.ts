import { readChunks } from "./read-text.ts";

/** The 1-based line of the first byte that is not UTF-8; 0 when there is none. A newline is never part of a longer character, so
 * each line is judged by a decoder of its own. Slow, and only run on a file that has failed. */
export function firstBadLine(file: string, from: number): number {
  let line = 1;
  let decoder = new TextDecoder("utf-8", { fatal: true });
  const isGood = (bytes: Buffer, stream: boolean) => {
    try {
      decoder.decode(bytes, { stream });
      return true;
    } catch {
      return false;
    }
  };
  for (const { bytes } of readChunks(file, from)) {
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      if (!isGood(bytes.subarray(start, end), false)) return line;
      decoder = new TextDecoder("utf-8", { fatal: true });
      line++;
      start = end + 1;
    }
    if (!isGood(bytes.subarray(start), true)) return line;
  }
  return isGood(Buffer.alloc(0), false) ? 0 : line;
}
