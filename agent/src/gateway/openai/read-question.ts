/** Checks only what the gateway itself needs; the engine judges the rest. */
import { isUtf8 } from "node:buffer";
import type { DeploymentSnapshot, RouteSnapshot } from "../../contract/snapshot.ts";
import { badRequest, noSuchModel, type Problem } from "./problem.ts";

export const answerPaths = { "/v1/chat/completions": "chat", "/v1/completions": "completions" } as const;
export type AnswerPath = keyof typeof answerPaths;

export interface Question {
  route: RouteSnapshot;
  /** The public name as it was asked: an alias stays one in the answer. */
  model: string;
  fields: Fields;
  stream: boolean;
  wantsUsage: boolean;
  promptGuess: number;
  /** Longest answer of each choice; 0: the client did not say, and nothing bounds it. */
  maxTokens: number;
  /** Answers asked for at once. */
  choices: number;
}
export type Fields = Record<string, unknown>;
type Read = { ok: true; question: Question } | { ok: false; problem: Problem };

export function readQuestion(path: AnswerPath, bytes: Buffer, routes: ReadonlyMap<string, RouteSnapshot>): Read {
  const fields = parseObject(bytes);
  if (!fields.ok) return fields;
  const asked = fields.value;
  if (typeof asked.model !== "string" || asked.model === "") {
    return no(badRequest("'model' is missing: send the name of a model of this box as a string.", "model"));
  }
  const wrong = checkFields(path, asked);
  if (wrong) return no(wrong);
  const route = routes.get(asked.model);
  if (!route) return no(noSuchModel(asked.model));
  const options = (asked.stream_options ?? {}) as Fields;
  return {
    ok: true,
    question: { route, model: asked.model, fields: asked, ...costs(asked, options, bytes.length) },
  };
}

function costs(asked: Fields, options: Fields, byteLength: number) {
  return {
    stream: asked.stream === true,
    wantsUsage: options.include_usage === true,
    promptGuess: Math.ceil(byteLength / 4),
    maxTokens: tokenLimit(asked.max_completion_tokens ?? asked.max_tokens),
    choices: (tokenLimit(asked.n) || 1) * (Array.isArray(asked.prompt) ? asked.prompt.length || 1 : 1),
  };
}

/** Whether this deployment can answer it at all. */
export function checkAbility(path: AnswerPath, question: Question, { gives }: DeploymentSnapshot): Problem | null {
  if (gives.includes(answerPaths[path])) return null;
  return badRequest(`The model '${question.model}' does not answer ${path}; it gives ${gives.join(", ")}.`, "model");
}

/** What goes upstream: canonical JSON, so engine and gateway can never read a doubled field differently. */
export function upstreamBody({ fields, stream, maxTokens }: Question, deployment: DeploymentSnapshot): string {
  const upstream: Fields = { ...fields, model: deployment.upstreamModel };
  if (stream) upstream.stream_options = { ...((fields.stream_options ?? {}) as Fields), include_usage: true };
  else delete upstream.stream_options;
  if (maxTokens > 0) {
    upstream.max_tokens = maxTokens;
    delete upstream.max_completion_tokens;
  }
  return JSON.stringify(upstream);
}

function parseObject(bytes: Buffer): { ok: true; value: Fields } | { ok: false; problem: Problem } {
  if (!isUtf8(bytes)) return no(badRequest("The body is not UTF-8 text."));
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (isObject(value)) return { ok: true, value };
    return no(badRequest('The body must be a JSON object like {"model": …, "messages": […]}.'));
  } catch (error) {
    return no(badRequest(`The body is not valid JSON: ${(error as Error).message.slice(0, 200)}`));
  }
}

function checkFields(path: AnswerPath, asked: Fields): Problem | null {
  if (asked.stream !== undefined && asked.stream !== null && typeof asked.stream !== "boolean") {
    return badRequest("'stream' must be true or false.", "stream");
  }
  if (asked.stream_options !== undefined && asked.stream_options !== null && !isObject(asked.stream_options)) {
    return badRequest("'stream_options' must be an object.", "stream_options");
  }
  if (path === "/v1/completions") {
    const { prompt } = asked;
    return typeof prompt === "string" || Array.isArray(prompt)
      ? null
      : badRequest("'prompt' must be a string or an array.", "prompt");
  }
  const { messages } = asked;
  if (!Array.isArray(messages) || messages.length === 0) {
    return badRequest("'messages' must be an array with at least one message.", "messages");
  }
  const bad = messages.findIndex((message) => !isObject(message) || typeof message.role !== "string");
  return bad === -1 ? null : badRequest(`'messages[${bad}]' must be an object with a 'role'.`, `messages[${bad}]`);
}

function tokenLimit(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const no = (problem: Problem) => ({ ok: false as const, problem });
