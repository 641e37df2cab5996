/** Eight bytes of each good row's sha-256, kept beside the rows: for counting duplicates and for the split. */
import { hash } from "node:crypto";
import { readChunks } from "./read-text.ts";

export const hashBytes = 8;
export const rowHash = (row: Uint8Array): Uint8Array => hash("sha256", row, "buffer").subarray(0, hashBytes);

/** Calls back with the two halves of every hash, in the order of the rows. */
export function eachHash(file: string, onHash: (high: number, low: number) => void): void {
  for (const { bytes } of readChunks(file)) {
    for (let at = 0; at < bytes.length; at += hashBytes) onHash(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
  }
}
