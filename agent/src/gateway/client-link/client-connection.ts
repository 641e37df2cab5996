/**
 * A client's connection while it asks plain questions one after the other. It is read with Node's parser. Whatever is not a whole,
 * plain question goes to Node's own server with every byte it came in, and the connection with it, for good: what is
 * odd, slow, torn, wrong or pipelined is answered there as ever, and nothing of it is judged here.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import type { WholeQuestion } from "../client.ts";
import { createRequestParser, type HttpParser, type RequestHead } from "../http-parser.ts";
import { ClientReply } from "./client-reply.ts";
import { plainHeaders } from "./plain-headers.ts";

export interface ConnectionOptions {
  /** Which addresses are answered here, by POST. */
  isPlain(url: string): boolean;
  keepOpen: string;
  ask(question: WholeQuestion, reply: ClientReply): void;
  /** Node's server takes it from here. */
  handOver(socket: Socket): void;
  onGone(connection: ClientConnection): void;
  now(): number;
}
/** A larger question comes in many pieces, and what it costs to read is lost beside what it costs to answer. */
const mostHeldBytes = 256 * 1024;

export class ClientConnection {
  /** Since when nothing has come, on the clock of `now`. */
  quietSince: number;
  private readonly socket: Socket;
  private readonly options: ConnectionOptions;
  private readonly parser: HttpParser;
  private reply: ClientReply | null = null;
  /** All that came since the last answer. */
  private held: Buffer[] = [];
  private heldBytes = 0;
  private begun = 0;
  private head: RequestHead | null = null;
  /** Of a plain question. */
  private headers: IncomingHttpHeaders | null = null;
  private body: Buffer[] = [];
  private isWhole = false;
  private isOdd = false;
  private hasAsked = false;
  private isGone = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.socket = socket;
    this.options = options;
    this.quietSince = options.now();
    this.parser = createRequestParser({
      begin: () => {
        this.begun += 1;
      },
      head: (head) => {
        this.head = head;
      },
      odd: () => {
        this.isOdd = true;
      },
      body: (bytes) => void this.body.push(bytes),
      end: () => {
        this.isWhole = true;
      },
    });
    socket.on("data", this.take);
    socket.on("end", this.hangUp);
    socket.on("error", ignore);
    socket.on("close", this.leave);
  }

  /** Between two questions, or before the first byte of the first. */
  isIdle(): boolean {
    return this.reply === null && this.heldBytes === 0;
  }
  /** A part of a question is here, or it never asked one. */
  isWaitedFor(): boolean {
    return this.reply === null && (this.heldBytes > 0 || !this.hasAsked);
  }
  destroy(): void {
    this.socket.destroy();
  }

  /** It goes on as a connection of Node's server, from the first byte that is not answered. */
  handOver(): void {
    if (this.isGone || this.socket.destroyed) return;
    this.forget();
    const { socket, held } = this;
    socket.off("data", this.take).off("end", this.hangUp).off("error", ignore).off("close", this.leave);
    socket.pause();
    if (held.length > 0) socket.unshift(Buffer.concat(held));
    this.options.handOver(socket);
    socket.resume();
  }

  private readonly take = (bytes: Buffer): void => {
    this.quietSince = this.options.now();
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    // It asks on before it was answered: Node's server knows how to keep the order.
    if (this.reply) {
      this.socket.pause();
      return;
    }
    const wrong = this.parser.execute(bytes);
    const isPlain = !(wrong instanceof Error) && !this.isOdd && this.begun <= 1 && this.heldBytes <= mostHeldBytes;
    if (!isPlain || !this.isHeadPlain()) this.handOver();
    else if (this.isWhole) this.ask(this.head!.url, this.headers!);
  };

  /** As far as it is here. */
  private isHeadPlain(): boolean {
    const { head } = this;
    if (!head || this.headers) return true;
    this.headers = this.options.isPlain(head.url) ? plainHeaders(head) : null;
    return this.headers !== null;
  }

  private ask(url: string, headers: IncomingHttpHeaders): void {
    const { socket } = this;
    const body = this.body.length === 1 ? this.body[0]! : Buffer.concat(this.body);
    this.hasAsked = true;
    this.held = [];
    this.body = [];
    this.head = this.headers = null;
    this.isWhole = false;
    this.begun = this.heldBytes = 0;
    const reply = new ClientReply(socket, this.options.keepOpen, this.goOn);
    this.reply = reply;
    this.options.ask({ method: "POST", url, headers, socket, body }, reply);
  }

  private readonly goOn = (): void => {
    this.reply = null;
    this.quietSince = this.options.now();
    if (this.heldBytes > 0) this.handOver();
  };

  /** Its half is closed: it has gone, as Node's server sees it. */
  private readonly hangUp = (): void => {
    this.socket.destroySoon();
  };

  private readonly leave = (): void => {
    if (this.isGone) return;
    this.forget();
    this.reply?.close();
  };

  private forget(): void {
    this.isGone = true;
    this.options.onGone(this);
    this.parser.close();
  }
}

function ignore(): void {
  // The connection closes next, and that is told.
}
