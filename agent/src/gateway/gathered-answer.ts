/** A stream for a client that wants its answer whole: several choices, which only a stream counts one by one. */
import { sendBody } from "./answer-head.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { createKept } from "./kept-frames.ts";
import { type Latin1, latin1Of, textOf } from "./latin1.ts";
import { dataOf } from "./openai/chunk.ts";
import { engineProblem } from "./openai/engine-problem.ts";
import { OpenAiStream } from "./openai/openai-stream.ts";
import { type Problem, sendProblem, serverProblem } from "./openai/problem.ts";
import { putWhole } from "./openai/put-whole.ts";
import { FrameCutter } from "./openai/sse-frames.ts";

export function createGatheredAnswer(exchange: Exchange): Answer {
  const { res, question, tally, keep } = exchange;
  const cutter = new FrameCutter();
  const stream = new OpenAiStream(question);
  const kept = createKept();
  let seen = 0;
  let isDone = false;
  let givenUp: Problem | null = null;

  const bill = (status: number, cut: "client" | "engine" | null) => {
    const { usage } = stream;
    const count = usage ?? { prompt: tally.call.prompt, completion: seen, cached: 0 };
    tally.end({ status, ...count, estimated: usage === null, cut });
  };
  const take = (frame: Latin1): void => {
    const kind = stream.read(frame);
    if (kind === "done") isDone = true;
    else if (kind === "error") givenUp = engineProblem(500, dataOf(frame));
    else kept.add(frame);
    if (kind !== "content") return;
    seen += 1;
    tally.token(seen);
  };
  return {
    data(chunk) {
      cutter.push(chunk.toString("latin1")).forEach(take);
      return true;
    },
    isWhole: () => isDone && !givenUp,
    end() {
      const whole = kept.isWhole() ? latin1Of(JSON.stringify(stream.whole(kept.frames))) : null;
      const answer = whole === null ? null : putWhole(whole, question, tally.call.id);
      if (answer === null) {
        bill(502, "engine");
        const problem = serverProblem("The engine's answer is too long to be gathered; ask for a stream.", 502);
        return tally.written(() => sendProblem(res, problem, exchange.target.headers));
      }
      keep?.(200, () => JSON.parse(textOf(answer)));
      bill(200, null);
      const headers = ["content-type", "application/json; charset=utf-8", ...exchange.target.headers];
      tally.written(() => sendBody(res, 200, headers, answer));
    },
    cut: (by) => bill(by === "client" ? 499 : 503, by),
  };
}
