/** What a question comes in and what its answer is written to: Node's own request and response, or those of `client-link`. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** Told once all of it is here. */
export interface WholeQuestion {
  readonly method: "POST";
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  readonly body: Buffer;
}
export type Asker = IncomingMessage | WholeQuestion;

export interface Reply {
  /** Null while an answer before it is still on its way out. */
  readonly socket: Socket | null;
  readonly destroyed: boolean;
  readonly headersSent: boolean;
  readonly chunkedEncoding: boolean;
  readonly writableEnded: boolean;
  /** All of it has gone out. */
  readonly writableFinished: boolean;
  /** `headers`: name, value, name, value. Without a length what follows goes out in chunks. */
  writeHead(status: number, headers: string[]): unknown;
  /** False: the client is slower than we are. */
  write(text: string, encoding: "latin1"): boolean;
  /** `encoding`: "utf8" where none is said. */
  end(text: string, encoding?: BufferEncoding): unknown;
  destroy(): unknown;
  /** `close`: it is over, whole or not; said once. */
  on(event: "close" | "error", listener: () => void): unknown;
  once(event: "close" | "drain", listener: () => void): unknown;
  off(event: "close", listener: () => void): unknown;
}
