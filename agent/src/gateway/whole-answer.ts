/** A whole body (answer or error): collected, counted, billed, then sent. */
import { sendBody } from "./answer-head.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { type Latin1, textOf } from "./latin1.ts";
import { engineProblem } from "./openai/engine-problem.ts";
import { type Problem, sendProblem, serverProblem } from "./openai/problem.ts";
import { putWhole } from "./openai/put-whole.ts";
import { usageOf } from "./openai/usage-of.ts";

const maxBytes = 64 * 1024 * 1024;
const json = ["content-type", "application/json; charset=utf-8"];

/** A class: one for every request. */
export class WholeAnswer implements Answer {
  private readonly exchange: Exchange;
  private readonly status: number;
  private body: Latin1 = "";

  constructor(exchange: Exchange, status: number) {
    this.exchange = exchange;
    this.status = status;
  }

  data(chunk: Buffer): boolean {
    const bytes = chunk.toString("latin1");
    this.body = this.body === "" ? bytes : this.body + bytes;
    if (this.body.length > maxBytes) throw new Error("The engine's answer is too large.");
    return true;
  }

  end(): void {
    const { status, body } = this;
    const { res, question, tally, keep, target } = this.exchange;
    const refuse = (problem: Problem) => tally.written(() => sendProblem(res, problem, target.headers));
    if (status >= 400) {
      const problem = engineProblem(status, textOf(body));
      this.bill(problem.status, null, null);
      refuse(problem);
      return;
    }
    const answer = putWhole(body, question, tally.call.id);
    if (answer === null) {
      this.bill(502, null, "engine");
      refuse(serverProblem("The engine gave an answer that cannot be read.", 502));
      return;
    }
    keep?.(status, () => JSON.parse(textOf(answer)));
    this.bill(status, body, null);
    tally.written(() => sendBody(res, status, json.concat(target.headers), answer));
  }

  /** An engine's own failure is no answer; one that the question is to blame for is, whatever the engine calls it. */
  isWhole(): boolean {
    return this.status < 500 || engineProblem(this.status, textOf(this.body)).status < 500;
  }

  cut(by: "client" | "engine"): void {
    this.bill(by === "client" ? 499 : 503, null, by);
  }

  private bill(sent: number, body: Latin1 | null, cut: "client" | "engine" | null): void {
    const { tally } = this.exchange;
    const usage = body !== null && sent < 400 ? usageOf(body) : null;
    // A refusal costs nothing; an answer nobody counted is charged for its prompt.
    const prompt = sent < 400 || cut === "client" ? tally.call.prompt : 0;
    const count = usage ?? { prompt, completion: 0, cached: 0 };
    tally.end({ status: sent, ...count, estimated: usage === null && prompt > 0, cut });
  }
}
