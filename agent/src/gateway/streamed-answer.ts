/** Hands an event stream on frame by frame. The last frame leaves only after the end line is in the usage file. */
import { writeHead } from "./answer-head.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { createKept } from "./kept-frames.ts";
import { dataOf } from "./openai/chunk.ts";
import { engineProblem } from "./openai/engine-problem.ts";
import { type Problem, serverProblem } from "./openai/problem.ts";
import { createFrameCutter } from "./openai/sse-frames.ts";
import { streamShapeOf } from "./stream-shape.ts";

export function createStreamedAnswer(exchange: Exchange): Answer {
  const { res, question, tally, keep } = exchange;
  const cutter = createFrameCutter();
  const shape = streamShapeOf(question, tally.call.id);
  const kept = keep ? createKept() : null;
  let seen = 0;
  let givenUp: Problem | null = null;

  const bill = (status: number, cut: "client" | "engine" | null) => {
    if (kept?.isWhole()) keep?.(status, shape.whole(kept.frames));
    const { usage, isCounted } = shape;
    const guess = { prompt: usage?.prompt ?? tally.call.prompt, completion: seen, cached: usage?.cached ?? 0 };
    tally.end({ status, ...(usage && isCounted ? usage : guess), estimated: !isCounted, cut });
  };
  /** Not before the first frame: where an engine dies until then, another one is asked, and nobody saw a broken 200. */
  const begin = () => {
    if (res.headersSent || res.destroyed) return;
    const stream = ["content-type", "text/event-stream; charset=utf-8", "cache-control", "no-cache"];
    writeHead(res, 200, [...stream, ...exchange.target.headers]);
  };
  /** The frame as the client gets it; null when it is not for the client. */
  const pass = (frame: Buffer): Buffer | null => {
    if (tally.ended) return null;
    const kind = shape.read(frame);
    if (kind === "content") {
      seen += 1;
      tally.first();
      tally.mark(seen);
    } else if (kind === "error") {
      const said = dataOf(frame);
      givenUp = engineProblem(500, said);
      exchange.log.warn({ request: tally.call.id, said: said.slice(0, 300) }, "engine gave up in mid-stream");
      return null;
    } else if (kind === "done") {
      if (givenUp) return null;
      bill(200, null);
      const last = shape.last(frame);
      tally.written(() => {
        begin();
        res.end(last);
      });
      return null;
    }
    kept?.add(frame);
    return shape.put(frame, kind);
  };
  return {
    data(chunk) {
      const out = cutter
        .push(chunk)
        .map(pass)
        .filter((frame) => frame !== null);
      if (out.length === 0) return true;
      begin();
      return res.write(out.length === 1 ? out[0]! : Buffer.concat(out));
    },
    // Without its last frame the engine stopped short of its answer's end, however politely it closed.
    isWhole: () => tally.ended,
    // The last frame has gone, or goes with the next write of the books.
    end() {},
    cut(by) {
      if (tally.ended) return;
      bill(by === "client" ? 499 : 502, by);
      if (by === "client") return;
      const why = shape.broken(givenUp ?? serverProblem("The engine stopped in the middle of this answer."));
      tally.written(() => res.end(why));
    },
  };
}
