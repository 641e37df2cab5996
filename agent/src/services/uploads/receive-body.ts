/** A request's body onto the end of a file, hashed as it comes. What has arrived stays, however it ends. */
import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { SluiceError } from "../../contract/error.ts";
import { type RunningHash, take } from "./running-hash.ts";

export interface ReceiveOptions {
  file: FileHandle;
  /** Of what the file holds; it runs along. */
  hash: RunningHash;
  body: Readable;
  /** More than this is not taken. */
  mostBytes: number;
  /** A sender that says nothing for so long is gone: a dead connection would keep the upload to itself for hours. */
  silentMs: number;
  /** Asked now and then whether there is still room. */
  checkSpace(): Promise<void>;
}
const checkSpaceEvery = 64 * 1024 * 1024;

/** Throws what broke the body off, after all that came is on the disk. */
export async function receiveBody(options: ReceiveOptions): Promise<void> {
  const { file, hash, body } = options;
  const start = hash.bytes;
  let checkedAt = start;
  try {
    for await (const chunk of spoken(body, options.silentMs)) {
      if (hash.bytes - checkedAt > checkSpaceEvery) {
        await options.checkSpace();
        checkedAt = hash.bytes;
      }
      const room = options.mostBytes - (hash.bytes - start);
      await writeAll(file, chunk.subarray(0, room), hash.bytes);
      take(hash, chunk.subarray(0, room));
      if (chunk.length > room) throw new SluiceError("bad-input", "More bytes came than the request announced.");
    }
  } finally {
    // A chunk that was written in part is not held: file and hash must say the same.
    await file.truncate(hash.bytes);
    await file.sync();
  }
}

async function writeAll(file: FileHandle, chunk: Buffer, at: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    done += (await file.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
  }
}

/** The chunks as they come. Only the wait for the sender is timed, not ours for the disk. */
async function* spoken(body: Readable, silentMs: number): AsyncGenerator<Buffer> {
  const silence = new SluiceError("bad-file", `The sender said nothing for ${silentMs / 1000} s.`);
  // Not destroyed at a break: the answer that says why still has to go out over the same connection.
  const chunks = body.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const timer = setTimeout(() => body.destroy(silence), silentMs);
      const next = await chunks.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value as Buffer;
    }
  } finally {
    await chunks.return?.();
  }
}
