/** The sha-256 of what an upload holds, kept from piece to piece. After a restart, or whenever file and hash part, the file is read again. */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";

export interface RunningHash {
  sha256: Hash;
  /** How much of the file is in it. */
  bytes: number;
}

export function createRunningHashes() {
  const running = new Map<string, RunningHash>();
  return {
    /** The hash of the first `bytes` of the file; what is added to it must be counted by whoever adds. */
    async at(id: string, file: string, bytes: number): Promise<RunningHash> {
      const known = running.get(id);
      if (known?.bytes === bytes) return known;
      const hash: RunningHash = { sha256: createHash("sha256"), bytes: 0 };
      running.set(id, hash);
      const held = bytes === 0 ? [] : createReadStream(file, { end: bytes - 1, highWaterMark: 1024 * 1024 });
      for await (const chunk of held) take(hash, chunk as Buffer);
      return hash;
    },
    /** The digest; the running hash is spent by it. */
    async finish(id: string, file: string, bytes: number): Promise<string> {
      const { sha256 } = await this.at(id, file, bytes);
      running.delete(id);
      return sha256.digest("hex");
    },
    forget: (id: string) => running.delete(id),
  };
}

export function take(hash: RunningHash, chunk: Uint8Array): void {
  hash.sha256.update(chunk);
  hash.bytes += chunk.length;
}
