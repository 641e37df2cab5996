/** One engine asked once. Until the client has its first byte, a failure is told to who asked, and to nobody else. */
import { onceDrained } from "./chunked-writer.ts";
import { closings, type EngineAnswer, type EngineConnection } from "./engine-link/engine-connection.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { createGatheredAnswer } from "./gathered-answer.ts";
import { upstreamBody, upstreamPath } from "./questions/upstream.ts";
import type { Lane } from "./routing/lanes.ts";
import { StreamedAnswer } from "./streamed-answer.ts";
import { WholeAnswer } from "./whole-answer.ts";

export const late = new Error("The engine gave no first byte in time.");
/** An engine that does not hang up when we do is left without a word. */
const goodbyeMs = 250;
/** How often and for how long we come again where there is no room to wait. */
const knockAgainMs = 10;
const crowdedMs = 30_000;
/** An answer, or the engine's own error, was there to its end; yet it is no answer. */
const unwhole = new Error("The engine did not give a whole answer.");

/** A class: one object with its methods on a prototype is cheaper than eight closures, and there is one for every request. */
export class Attempt implements EngineAnswer {
  readonly lane: Lane;
  answer: Answer | null = null;
  /** Of the engine's answer; 0: none came. */
  private status = 0;
  private readonly exchange: Exchange;
  private readonly onFailed: (error: Error) => void;
  private connection: EngineConnection | null = null;
  private timer: NodeJS.Timeout | null = null;
  private askedAt = 0;
  /** The client has its first byte: from here on nobody else can be asked. */
  private hasBegun = false;
  private isHungUp = false;
  private isOver = false;

  constructor(exchange: Exchange, onFailed: (error: Error) => void) {
    this.exchange = exchange;
    this.lane = exchange.target;
    this.onFailed = onFailed;
  }

  start(): void {
    // The client may have gone while the books were written.
    if (this.isHungUp) return;
    const { question, clock } = this.exchange;
    this.askedAt = clock.now();
    const { timeoutMs } = question.route.policy;
    if (timeoutMs !== null) this.timer = setTimeout(() => this.giveUp(), timeoutMs);
    this.connection = this.askEngine(false);
  }

  private askEngine(fresh: boolean): EngineConnection {
    const { question, tally, pools } = this.exchange;
    const { replica, deployment } = this.lane;
    const secret = replica.secret === null ? "" : `authorization: Bearer ${replica.secret}\r\n`;
    const headers = `content-type: application/json\r\nx-request-id: ${tally.call.id}\r\n${secret}`;
    const body = upstreamBody(question, deployment);
    return pools.of(replica).ask({ method: "POST", path: upstreamPath(question), headers, body }, this, fresh);
  }

  /** The engine's own word on why it cannot: a whole error answer. */
  hasSaidWhy(error: Error): boolean {
    return error === unwhole && this.status >= 500;
  }

  /** The client is gone. What the engine had said by then is counted first. */
  hangUp(): void {
    if (this.isOver || this.exchange.res.writableFinished) return;
    this.isHungUp = true;
    if (!this.connection) {
      this.letGo();
      return;
    }
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.letGo(), goodbyeMs);
    this.connection.resume(this);
    this.connection.sayGoodbye(this);
  }

  onHead(status: number): void {
    if (this.isOver) return;
    this.status = status;
    const isStream = status === 200 && this.connection?.isStreaming === true;
    this.answer = isStream ? this.streamed() : new WholeAnswer(this.exchange, status);
  }

  onData(chunk: Buffer): void {
    if (this.isOver) return;
    if (!this.answer?.data(chunk)) this.holdOn();
    if (!this.hasBegun && this.exchange.res.headersSent) this.begin(true);
  }

  onEnd(): void {
    if (this.isHungUp) this.letGo();
    if (this.isOver) return;
    if (this.answer?.isWhole()) {
      if (!this.hasBegun) this.begin(false);
      this.answer.end();
      this.finish();
    } else this.fail(unwhole);
  }

  onError(error: Error): void {
    if (this.wasAboutToClose(error)) this.connection = this.askEngine(true);
    else if (this.isTooCrowded(error)) setTimeout(() => this.knockAgain(), knockAgainMs);
    else this.fail(error);
  }

  /** More clients have come than its socket lets wait (llama.cpp: five): it is busy, and not broken. */
  private isTooCrowded(error: Error): boolean {
    const isFull = (error as NodeJS.ErrnoException).code === "EAGAIN" && !this.isHungUp && !this.isOver;
    return isFull && this.exchange.clock.now() - this.askedAt < crowdedMs;
  }

  private knockAgain(): void {
    if (!this.isHungUp && !this.isOver) this.connection = this.askEngine(true);
  }

  /** The engine closed a resting connection as we used it: no failure of its own, and nothing has been answered. */
  private wasAboutToClose(error: Error): boolean {
    const wasResting = this.connection?.wasResting() === true && this.status === 0 && !this.isHungUp && !this.isOver;
    return wasResting && closings.has((error as NodeJS.ErrnoException).code ?? "");
  }

  private streamed(): Answer {
    return this.exchange.question.stream ? new StreamedAnswer(this.exchange) : createGatheredAnswer(this.exchange);
  }

  /** Until the client has taken what there is. */
  private holdOn(): void {
    this.connection?.pause(this);
    onceDrained(this.exchange.res, () => this.connection?.resume(this));
  }

  private begin(isStream: boolean): void {
    const { router, wish, clock } = this.exchange;
    this.hasBegun = true;
    if (this.timer) clearTimeout(this.timer);
    // A refusal says nothing of speed.
    const ms = this.status < 400 ? clock.now() - this.askedAt : null;
    router.answered(this.lane, wish.route, ms, isStream);
  }

  private letGo(): void {
    if (this.isOver) return;
    (this.answer ?? new WholeAnswer(this.exchange, 0)).cut("client");
    this.finish();
    this.connection?.drop(this);
  }

  private giveUp(): void {
    this.fail(late);
    this.connection?.drop(this);
  }

  private fail(error: Error): void {
    if (this.isHungUp) this.letGo();
    if (this.isOver) return;
    const { tally, log } = this.exchange;
    const err = this.status >= 500 ? `status ${this.status}` : error.message;
    log.warn({ request: tally.call.id, deployment: this.lane.deployment.id, run: this.lane.replica.runId, err }, "engine failed");
    this.finish();
    if (this.hasBegun) this.breakOff();
    else this.onFailed(error);
  }

  private breakOff(): void {
    const { router, wish } = this.exchange;
    router.failed(this.lane, wish.route, true);
    this.answer?.cut("engine");
  }

  private finish(): void {
    this.isOver = true;
    if (this.timer) clearTimeout(this.timer);
    this.exchange.router.left(this.lane);
  }
}
