import { AnthropicStream } from "./anthropic/anthropic-stream.ts";
import type { Latin1 } from "./latin1.ts";
import { OpenAiStream } from "./openai/openai-stream.ts";
import type { Problem } from "./openai/problem.ts";
import type { FrameKind } from "./openai/read-frame.ts";
import { ResponseStream } from "./openai/response-stream.ts";
import type { TokenCount } from "./openai/usage-of.ts";
import type { Question } from "./questions/question.ts";

/** How the stream of an engine is read, and put to a client of one of the APIs. */
export interface StreamShape {
  /** Whether `usage` is the engine's last word. */
  readonly isCounted: boolean;
  /** As far as the engine has said; null: nothing yet. */
  readonly usage: TokenCount | null;
  read(frame: Latin1): FrameKind;
  /** The frame as the client gets it; null when it is not for the client. */
  put(frame: Latin1, kind: FrameKind): Latin1 | null;
  /** The client's last bytes, in place of the engine's last frame. */
  last(frame: Latin1): Latin1;
  /** What is said to a client whose answer broke off. */
  broken(problem: Problem): Latin1;
  /** The answer as a whole, as far as it came: from all frames of the engine. */
  whole(frames: readonly Latin1[]): unknown;
}

export function streamShapeOf(question: Question, requestId: string): StreamShape {
  if (question.path === "/v1/messages") return new AnthropicStream(question, requestId);
  if (question.path === "/v1/responses") return new ResponseStream(question, requestId);
  return new OpenAiStream(question);
}
