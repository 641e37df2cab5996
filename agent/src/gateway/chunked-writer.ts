/**
 * Writes a stream's frames to its client. Node's own `res.write` makes four small writes of every frame and joins them again on the
 * next tick; here a frame and its framing are one string and one write. Head and end are left to Node.
 */
import type { Reply } from "./client.ts";
import type { Latin1 } from "./latin1.ts";

/** False: the client is slower than the engine, hold on until it has drained. */
export function writeChunk(res: Reply, bytes: Latin1): boolean {
  const { socket } = res;
  // No socket: an answer of the same connection is still on its way out. HTTP/1.0 knows no chunks.
  if (!socket || !res.headersSent || !res.chunkedEncoding || res.writableEnded) return res.write(bytes, "latin1");
  return socket.write(`${bytes.length.toString(16)}\r\n${bytes}\r\n`, "latin1");
}

/** Calls once, when the client has taken what was written. */
export function onceDrained(res: Reply, then: () => void): void {
  (res.socket?.writableNeedDrain ? res.socket : res).once("drain", then);
}
