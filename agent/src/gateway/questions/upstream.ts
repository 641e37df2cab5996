/** What an engine is asked for a question. */
import type { DeploymentSnapshot } from "../../contract/snapshot.ts";
import type { AnswerPath, Fields, Question } from "./question.ts";

/** A response is asked as a chat, all else under its own path. */
export function upstreamPath({ path }: Pick<Question, "path">): AnswerPath {
  return path === "/v1/responses" ? "/v1/chat/completions" : path;
}

/** Several choices are asked as a stream, also where the client wants them whole: llama.cpp counts only the first one of a whole answer. */
export function isStreamUpstream({ stream, choices }: Pick<Question, "stream" | "choices">): boolean {
  return stream || choices > 1;
}

/** Canonical JSON, so engine and gateway can never read a doubled field differently. */
export function upstreamBody(question: Question, deployment: Pick<DeploymentSnapshot, "upstreamModel">): string {
  const { path, fields, maxTokens } = question;
  const upstream: Fields = { ...fields, model: deployment.upstreamModel };
  if (maxTokens > 0) upstream.max_tokens = maxTokens;
  // One word each for the same: llama.cpp's and everybody else's.
  const penalty = fields.repetition_penalty ?? fields.repeat_penalty;
  if (penalty !== undefined) upstream.repetition_penalty = upstream.repeat_penalty = penalty;
  if (isStreamUpstream(question)) {
    upstream.stream = true;
    if (path !== "/v1/messages") upstream.stream_options = { include_usage: true };
  }
  return JSON.stringify(upstream);
}
