/** Hands an event stream on frame by frame. The last frame leaves only after the end line is in the usage file. */
import { writeHead } from "./answer-head.ts";
import { writeChunk } from "./chunked-writer.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { createKept, type Kept } from "./kept-frames.ts";
import type { Latin1 } from "./latin1.ts";
import { dataOf } from "./openai/chunk.ts";
import { engineProblem } from "./openai/engine-problem.ts";
import { type Problem, serverProblem } from "./openai/problem.ts";
import { FrameCutter } from "./openai/sse-frames.ts";
import { type StreamShape, streamShapeOf } from "./stream-shape.ts";

const head = ["content-type", "text/event-stream; charset=utf-8", "cache-control", "no-cache"];

/** A class: its methods are called for every frame of every stream. */
export class StreamedAnswer implements Answer {
  private readonly exchange: Exchange;
  private readonly cutter = new FrameCutter();
  private readonly shape: StreamShape;
  private readonly kept: Kept | null;
  private seen = 0;
  private givenUp: Problem | null = null;
  private hasBegun = false;

  constructor(exchange: Exchange) {
    this.exchange = exchange;
    this.shape = streamShapeOf(exchange.question, exchange.tally.call.id);
    this.kept = exchange.keep ? createKept() : null;
  }

  data(chunk: Buffer): boolean {
    const frames = this.cutter.push(chunk.toString("latin1"));
    let out = "";
    for (const frame of frames) out += this.pass(frame);
    if (out === "") return true;
    const { res } = this.exchange;
    // Counted, though nobody reads it any more.
    if (res.destroyed) return true;
    if (this.hasBegun) return writeChunk(res, out);
    this.begin();
    return res.write(out, "latin1");
  }

  /** Without its last frame the engine stopped short of its answer's end, however politely it closed. */
  isWhole(): boolean {
    return this.exchange.tally.ended;
  }

  /** The last frame has gone, or goes with the next write of the books. */
  end(): void {}

  cut(by: "client" | "engine"): void {
    const { tally, res } = this.exchange;
    if (tally.ended) return;
    this.bill(by === "client" ? 499 : 502, by);
    if (by === "client") return;
    const why = this.shape.broken(this.givenUp ?? serverProblem("The engine stopped in the middle of this answer."));
    tally.written(() => res.end(why, "latin1"));
  }

  /** The frame as the client gets it; nothing when it is not for the client. */
  private pass(frame: Latin1): Latin1 {
    const { tally, res, log } = this.exchange;
    if (tally.ended) return "";
    const kind = this.shape.read(frame);
    if (kind === "content") {
      this.seen += 1;
      tally.token(this.seen);
    } else if (kind === "error") {
      const said = dataOf(frame);
      this.givenUp = engineProblem(500, said);
      log.warn({ request: tally.call.id, said: said.slice(0, 300) }, "engine gave up in mid-stream");
      return "";
    } else if (kind === "done") {
      if (this.givenUp) return "";
      this.bill(200, null);
      const last = this.shape.last(frame);
      tally.written(() => {
        this.begin();
        res.end(last, "latin1");
      });
      return "";
    }
    this.kept?.add(frame);
    return this.shape.put(frame, kind) ?? "";
  }

  /** Not before the first frame: where an engine dies until then, another one is asked, and nobody saw a broken 200. */
  private begin(): void {
    const { res, target } = this.exchange;
    if (this.hasBegun || res.destroyed) return;
    this.hasBegun = true;
    writeHead(res, 200, head.concat(target.headers));
  }

  private bill(status: number, cut: "client" | "engine" | null): void {
    const { tally, keep } = this.exchange;
    const { kept, shape, seen } = this;
    if (keep && kept?.isWhole()) keep(status, () => shape.whole(kept.frames));
    const { usage, isCounted } = shape;
    const guess = { prompt: usage?.prompt ?? tally.call.prompt, completion: seen, cached: usage?.cached ?? 0 };
    tally.end({ status, ...(usage && isCounted ? usage : guess), estimated: !isCounted, cut });
  }
}
