/** One connection to an engine: one question at a time, kept open for the next. */
import net from "node:net";
import type { ReplicaSnapshot } from "../../contract/snapshot.ts";
import { createResponseParser, type HttpParser } from "../http-parser.ts";

export interface EngineRequest {
  method: "GET" | "POST";
  path: string;
  /** Whole lines, each with its line break; without host and length. */
  headers: string;
  body: string;
}
export interface EngineAnswer {
  /** `headers`: name, value, name, value, as they came. */
  onHead(status: number, headers: readonly string[]): void;
  /** Good for this call only: the bytes after it are others. */
  onData(bytes: Buffer): void;
  onEnd(): void;
  /** It could not be asked, or its answer broke off. Nothing more comes. */
  onError(error: Error): void;
}
export type EngineAddress = Pick<ReplicaSnapshot, "socket" | "port">;

/** What is read lies here only while it is handed on, so one is enough for all connections. */
const readInto = Buffer.allocUnsafeSlow(64 * 1024);
const connectMs = 5000;
/** A model on a CPU may think for minutes before its first byte, and between two. */
const silenceMs = 30 * 60_000;

/** No engine gives up a kept connection sooner than that. */
const restMs = 500;
/** The engine hung up. Where that was on a connection it had kept open, it may only have been about to. */
export const closedUnderUs = "ENGINE_CLOSED";
/** Perhaps only a connection that ended as we used it. */
export const closings: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", closedUnderUs]);
const closed = () => Object.assign(new Error("The engine closed the connection."), { code: closedUnderUs });
const silent = () => Object.assign(new Error("The engine has said nothing for too long."), { code: "ENGINE_SILENT" });

export class EngineConnection {
  /** `performance.now()` when its last answer ended. */
  idleSince = 0;
  /** Its answer of now, or its last one, is a stream. */
  isStreaming = false;
  private readonly socket: net.Socket;
  private readonly parser: HttpParser;
  private readonly onIdle: (connection: EngineConnection) => void;
  private readonly onGone: (connection: EngineConnection) => void;
  private answer: EngineAnswer | null = null;
  private questions = 0;
  /** Before its question of now. */
  private restedMs = 0;
  /** How many it may serve, by the engine's word. */
  private mostQuestions = Number.POSITIVE_INFINITY;
  private isKeptOpen = true;
  /** An interim answer (1xx) is none. */
  private isInterim = false;
  private isAnswered = false;
  private hasEnded = false;
  private isGone = false;
  private why: Error | null = null;

  constructor(
    address: EngineAddress,
    onIdle: (connection: EngineConnection) => void,
    onGone: (connection: EngineConnection) => void,
  ) {
    this.onIdle = onIdle;
    this.onGone = onGone;
    this.parser = createResponseParser({
      head: (status, headers, isKeptOpen) => this.takeHead(status, headers, isKeptOpen),
      body: (bytes) => {
        if (!this.isAnswered) this.answer?.onData(bytes);
      },
      end: () => {
        this.isAnswered ||= !this.isInterim;
      },
    });
    const onread = { buffer: readInto, callback: (size: number) => this.take(size) };
    const { socket, port } = address;
    this.socket =
      socket === null
        ? net.connect({ host: "127.0.0.1", port: port ?? 0, noDelay: true, onread })
        : net.connect({ path: socket, onread });
    this.socket.setTimeout(connectMs);
    this.socket.once("connect", () => this.socket.setTimeout(silenceMs));
    this.socket.on("timeout", () => this.socket.destroy(silent()));
    this.socket.on("error", (error) => {
      this.why ??= error;
    });
    this.socket.on("end", () => this.takeEnd());
    this.socket.on("close", () => this.leave());
  }

  /** It had been idle for a while: an engine that closes it now may have been about to. */
  wasResting(): boolean {
    return this.restedMs >= restMs;
  }

  /** Not while either side is on its way out. */
  isUsable(): boolean {
    return !this.hasEnded && !this.socket.writableEnded && !this.socket.destroyed;
  }

  ask({ method, path, headers, body }: EngineRequest, answer: EngineAnswer): void {
    this.answer = answer;
    this.isAnswered = false;
    this.restedMs = this.questions === 0 ? 0 : performance.now() - this.idleSince;
    this.questions += 1;
    const size = Buffer.byteLength(body);
    const text = `${method} ${path} HTTP/1.1\r\nhost: engine\r\n${headers}content-length: ${size}\r\n\r\n${body}`;
    // Plain text as it is: it costs half of what UTF-8 does.
    this.socket.write(text, size === body.length ? "latin1" : "utf8");
  }

  /**
   * Whoever asked wants no more of it, but for what the engine has said already: we hang up and read on until it does, too, which
   * engines do at once.
   */
  sayGoodbye(answer: EngineAnswer): void {
    if (this.answer === answer) this.socket.end();
  }

  /** Whoever asked wants no more of it. */
  drop(answer: EngineAnswer): void {
    if (this.answer !== answer) return;
    this.answer = null;
    this.close();
  }

  /** Until the client has taken what there is. */
  pause(answer: EngineAnswer): void {
    if (this.answer === answer) this.socket.pause();
  }

  resume(answer: EngineAnswer): void {
    if (this.answer === answer) this.socket.resume();
  }

  close(): void {
    this.socket.destroy();
  }

  private take(size: number): boolean {
    try {
      const wrong = this.parser.execute(readInto.subarray(0, size));
      if (wrong instanceof Error) this.socket.destroy(wrong);
    } catch (error) {
      this.socket.destroy(error as Error);
    }
    this.endAnswer();
    return true;
  }

  private takeEnd(): void {
    this.hasEnded = true;
    this.isKeptOpen = false;
    if (!this.answer) return;
    const wrong = this.parser.finish();
    if (wrong instanceof Error) this.why ??= closed();
    this.endAnswer();
  }

  private takeHead(status: number, headers: readonly string[], isKeptOpen: boolean): void {
    // Nobody asked for this, and it must not become the next one's answer.
    if (!this.answer || this.isAnswered || status === 101) {
      this.isKeptOpen = false;
      this.socket.destroy();
      return;
    }
    this.isInterim = status < 200;
    if (this.isInterim) return;
    if (this.questions === 1) this.mostQuestions = mostOf(headers);
    this.isStreaming = headerOf(headers, "content-type").startsWith("text/event-stream");
    this.isKeptOpen = isKeptOpen && this.questions < this.mostQuestions;
    this.answer.onHead(status, headers);
  }

  private endAnswer(): void {
    const { answer } = this;
    if (!this.isAnswered || !answer) return;
    this.answer = null;
    this.isAnswered = false;
    // Not one we have said goodbye on, though its engine may have answered to the end.
    if (this.isKeptOpen && this.isUsable()) {
      this.idleSince = performance.now();
      this.onIdle(this);
    } else this.close();
    answer.onEnd();
  }

  private leave(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.onGone(this);
    this.parser.close();
    const { answer } = this;
    this.answer = null;
    answer?.onError(this.why ?? closed());
  }
}

/** `Keep-Alive: timeout=5, max=100` */
function mostOf(headers: readonly string[]): number {
  const most = /\bmax=(\d+)/.exec(headerOf(headers, "keep-alive"))?.[1];
  return most === undefined ? Number.POSITIVE_INFINITY : Number(most);
}

/** Of headers as they came: name, value, name, value. Empty where there is none. */
function headerOf(headers: readonly string[], name: string): string {
  for (let at = 0; at < headers.length; at += 2)
    if (headers[at]!.length === name.length && headers[at]!.toLowerCase() === name) return headers[at + 1]!;
  return "";
}
