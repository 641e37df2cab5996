/** Hands an event stream on frame by frame. The last frame leaves only after the end line is in the usage file. */
import { writeHead } from "./answer-head.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { problemBody, serverProblem } from "./openai/problem.ts";
import { readFrame } from "./openai/read-frame.ts";
import { rewriteModel } from "./openai/rewrite-model.ts";
import { createFrameCutter } from "./openai/sse-frames.ts";
import type { TokenCount } from "./openai/usage-of.ts";

export function createStreamedAnswer(exchange: Exchange): Answer {
  const { res, question, tally } = exchange;
  const cutter = createFrameCutter();
  let seen = 0;
  let usage: TokenCount | null = null;
  let hasGivenUp = false;

  const bill = (status: number, cut: "client" | "engine" | null) => {
    const count = usage ?? { prompt: tally.call.prompt, completion: seen, cached: 0 };
    tally.end({ status, ...count, estimated: usage === null, cut });
  };
  /** The frame as the client gets it; null when it is not for the client. */
  const pass = (frame: Buffer): Buffer | null => {
    const { kind, usage: said } = readFrame(frame);
    if (said) usage = said;
    if (kind === "content") {
      seen += 1;
      tally.first();
      tally.mark(seen);
    } else if (kind === "done") {
      bill(200, null);
      return frame;
    } else if (kind === "error") {
      hasGivenUp = true;
      exchange.log.warn({ request: tally.call.id, said: frame.toString("utf8", 0, 300) }, "engine gave up in mid-stream");
    } else if (kind === "usage" && !question.wantsUsage) return null;
    return rewriteModel(frame, question.model);
  };
  return {
    data(chunk) {
      const out = cutter
        .push(chunk)
        .map(pass)
        .filter((frame) => frame !== null);
      if (out.length === 0) return true;
      // Not before the first frame: where an engine dies until then, another one is asked, and nobody saw a broken 200.
      if (!res.headersSent) {
        const stream = ["content-type", "text/event-stream; charset=utf-8", "cache-control", "no-cache"];
        writeHead(res, 200, [...stream, ...exchange.target.headers]);
      }
      return res.write(out.length === 1 ? out[0]! : Buffer.concat(out));
    },
    // Without [DONE] the engine stopped short of its answer's end, however politely it closed.
    isWhole: () => tally.ended && !hasGivenUp,
    end: () => void res.end(),
    cut(by) {
      if (tally.ended) {
        res.end();
        return;
      }
      bill(by === "client" ? 499 : 502, by);
      if (by === "engine") res.end(`data: ${problemBody(serverProblem("The engine stopped in the middle of this answer."))}\n\n`);
    },
  };
}
