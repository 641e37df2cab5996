/** An answer on a connection of ours: its head and its first bytes go out in one write. */
import { EventEmitter } from "node:events";
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from "node:http";
import type { Socket } from "node:net";
import type { Reply } from "../client.ts";

/** A class on a prototype: there is one for every question. */
export class ClientReply extends EventEmitter implements Reply {
  readonly socket: Socket;
  chunkedEncoding = false;
  headersSent = false;
  writableEnded = false;
  writableFinished = false;
  private readonly keepOpen: string;
  private readonly onOver: () => void;
  /** Written, and not yet gone out. */
  private head = "";
  private isClosed = false;

  /** `keepOpen`: the header lines that say so. `onOver`: all has gone out. */
  constructor(socket: Socket, keepOpen: string, onOver: () => void) {
    super();
    this.socket = socket;
    this.keepOpen = keepOpen;
    this.onOver = onOver;
  }

  get destroyed(): boolean {
    return this.socket.destroyed;
  }

  writeHead(status: number, headers: string[]): void {
    if (this.headersSent) throw new Error("The head of this answer has been written already.");
    let lines = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n`;
    let hasLength = false;
    for (let at = 0; at < headers.length; at += 2) {
      const [name, value] = [headers[at]!, headers[at + 1]!];
      validateHeaderName(name);
      validateHeaderValue(name, value);
      if (name === "content-length") hasLength = true;
      lines += `${name}: ${value}\r\n`;
    }
    this.chunkedEncoding = !hasLength;
    this.headersSent = true;
    this.head = `${lines}date: ${dateNow()}\r\n${this.keepOpen}${hasLength ? "" : "transfer-encoding: chunked\r\n"}\r\n`;
  }

  write(text: string, encoding: "latin1"): boolean {
    if (this.writableEnded) throw new Error("This answer has ended already.");
    return this.socket.write(this.headOnce() + this.framed(text, encoding), encoding);
  }

  end(text: string, encoding: BufferEncoding = "utf8"): void {
    if (this.writableEnded) return;
    if (!this.headersSent) this.writeHead(200, ["content-length", String(Buffer.byteLength(text, encoding))]);
    this.writableEnded = true;
    const last = this.chunkedEncoding ? `${this.framed(text, encoding)}0\r\n\r\n` : text;
    this.socket.write(this.headOnce() + last, encoding, this.finish);
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** The connection is gone, or the answer has gone out. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.emit("close");
  }

  private readonly finish = (error?: Error | null): void => {
    if (error) return; // the connection is closing, which says the rest
    this.writableFinished = true;
    this.close();
    this.onOver();
  };

  private headOnce(): string {
    const { head } = this;
    this.head = "";
    return head;
  }

  private framed(text: string, encoding: BufferEncoding): string {
    if (!this.chunkedEncoding || text === "") return text;
    const size = encoding === "latin1" ? text.length : Buffer.byteLength(text, encoding);
    return `${size.toString(16)}\r\n${text}\r\n`;
  }
}

let [second, date] = [0, ""];
/** Made once a second. */
function dateNow(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) [second, date] = [now, new Date(now * 1000).toUTCString()];
  return date;
}
