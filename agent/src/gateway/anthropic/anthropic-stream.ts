/** Anthropic's stream: its text is handed on as it comes; only the few events around it are looked into. */
import { parseJson } from "../../lib/parse-json.ts";
import { type Latin1, latin1Of } from "../latin1.ts";
import { dataOf } from "../openai/chunk.ts";
import type { Problem } from "../openai/problem.ts";
import type { FrameKind } from "../openai/read-frame.ts";
import { type TokenCount, usageOf } from "../openai/usage-of.ts";
import type { Question } from "../questions/question.ts";
import type { StreamShape } from "../stream-shape.ts";
import { anthropicProblem } from "./anthropic-problem.ts";
import { BlockStart, blockAs, MessageDelta, messageAs, Start, stopAs } from "./as-anthropic.ts";
import { gatherMessage } from "./gather-message.ts";
import { type EventType, readEvent } from "./read-event.ts";

export class AnthropicStream implements StreamShape {
  usage: TokenCount | null = null;
  isCounted = false;
  private readonly model: string;
  private readonly requestId: string;
  private type: EventType = "other";

  constructor({ model }: Pick<Question, "model">, requestId: string) {
    this.model = model;
    this.requestId = requestId;
  }

  read(frame: Latin1): FrameKind {
    const { kind, type } = readEvent(frame);
    this.type = type;
    if (type === "message_start") this.usage = usageOf(frame);
    else if (type === "message_delta") this.count(usageOf(frame));
    return kind;
  }

  put(frame: Latin1): Latin1 {
    if (this.type === "other") return frame;
    const text = dataOf(frame);
    if (this.type === "message_start") {
      const event = parseJson(text, Start);
      return event ? put({ ...event, message: messageAs(event.message, this.model, this.requestId) }) : frame;
    }
    if (this.type === "content_block_start") {
      const event = parseJson(text, BlockStart);
      return event?.content_block.type === "tool_use" ? put({ ...event, content_block: blockAs(event.content_block) }) : frame;
    }
    const event = parseJson(text, MessageDelta);
    return event ? put({ ...event, delta: { ...event.delta, ...stopAs(event.delta) } }) : frame;
  }

  last(frame: Latin1): Latin1 {
    return frame;
  }

  broken(problem: Problem): Latin1 {
    return latin1Of(`event: error\ndata: ${anthropicProblem(problem, this.requestId)}\n\n`);
  }

  whole(frames: readonly Latin1[]): unknown {
    const message = gatherMessage(frames.map((frame) => dataOf(frame)));
    return message && messageAs(message, this.model, this.requestId);
  }

  /** The start counts the question, the end the answer; some ends count both again. */
  private count(said: TokenCount | null): void {
    if (!said) return;
    const start = this.usage;
    const question = said.prompt > 0 || !start ? said : start;
    this.usage = { prompt: question.prompt, cached: question.cached, completion: said.completion };
    this.isCounted = true;
  }
}

const put = (event: { type: string; [more: string]: unknown }): Latin1 =>
  latin1Of(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
