/** rows.idx: for each row eight bytes, a float of (offset in rows.jsonl × 2 + 1 if held out). A page of any dataset is then a
 * few small reads, however many rows come before it. */
import type { FileHandle } from "node:fs/promises";
import type { OutFile } from "./out-file.ts";

const entryBytes = 8;
export interface IndexEntry {
  /** 1-based. */
  number: number;
  offset: number;
  heldOut: boolean;
}

export function writeIndexEntry(out: OutFile, offset: number, heldOut: boolean): void {
  const { buffer, at } = out.reserve(entryBytes);
  out.commit(buffer.writeDoubleLE(offset * 2 + (heldOut ? 1 : 0), at));
}

/** Entries from row number `from` on, read by blocks. */
export async function* readIndex(index: FileHandle, from: number): AsyncGenerator<IndexEntry> {
  const block = Buffer.alloc(1024 * entryBytes);
  for (let number = from; ; ) {
    const { bytesRead } = await index.read(block, 0, block.length, (number - 1) * entryBytes);
    const count = Math.floor(bytesRead / entryBytes);
    if (count === 0) return;
    for (let i = 0; i < count; i++, number++) {
      const value = block.readDoubleLE(i * entryBytes);
      yield { number, offset: Math.floor(value / 2), heldOut: value % 2 === 1 };
    }
  }
}
