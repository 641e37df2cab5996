/** A whole body (answer or error): collected, counted, billed, then sent. */
import { sendBody } from "./answer-head.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { engineProblem } from "./openai/engine-problem.ts";
import { sendProblem, serverProblem } from "./openai/problem.ts";
import { putWhole } from "./openai/put-whole.ts";
import { usageOf } from "./openai/usage-of.ts";

const maxBytes = 64 * 1024 * 1024;

export function createWholeAnswer(exchange: Exchange, status: number): Answer {
  const { res, question, tally, keep } = exchange;
  const parts: Buffer[] = [];
  let size = 0;
  const bill = (sent: number, body: Buffer | null, cut: "client" | "engine" | null) => {
    const usage = body && sent < 400 ? usageOf(body) : null;
    // A refusal costs nothing; an answer nobody counted is charged for its prompt.
    const guess = { prompt: sent < 400 || cut === "client" ? tally.call.prompt : 0, completion: 0, cached: 0 };
    tally.end({ status: sent, ...(usage ?? guess), estimated: usage === null && guess.prompt > 0, cut });
  };
  const bodyOf = () => (parts.length === 1 ? parts[0]! : Buffer.concat(parts, size));
  return {
    data(chunk) {
      size += chunk.length;
      if (size > maxBytes) throw new Error("The engine's answer is too large.");
      parts.push(chunk);
      return true;
    },
    end() {
      const body = bodyOf();
      if (status >= 400) {
        const problem = engineProblem(status, body.toString("utf8"));
        bill(problem.status, null, null);
        return tally.written(() => sendProblem(res, problem, exchange.target.headers));
      }
      const answer = putWhole(body, question, tally.call.id);
      if (!answer) {
        bill(502, null, "engine");
        const problem = serverProblem("The engine gave an answer that cannot be read.", 502);
        return tally.written(() => sendProblem(res, problem, exchange.target.headers));
      }
      keep?.(status, answer);
      bill(status, body, null);
      tally.written(() =>
        sendBody(res, status, ["content-type", "application/json; charset=utf-8", ...exchange.target.headers], answer),
      );
    },
    // An engine's own failure is no answer; one that the question is to blame for is, whatever the engine calls it.
    isWhole: () => status < 500 || engineProblem(status, bodyOf().toString("utf8")).status < 500,
    cut: (by) => bill(by === "client" ? 499 : 503, null, by),
  };
}
