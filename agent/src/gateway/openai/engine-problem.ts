/** Engines disagree on error bodies (numbers as codes, no wrapper, `detail`); clients of ours see OpenAI's shape only. */
import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";
import type { Problem } from "./problem.ts";

const Body = z.looseObject({
  message: z.string().nullish(),
  type: z.string().nullish(),
  param: z.string().nullish(),
  code: z.unknown(),
});
const Wrapped = z.looseObject({ error: z.union([Body, z.string()]) });
const Detail = z.looseObject({ detail: z.unknown() });

/** What llama.cpp answers with 500 although the question is to blame: no engine would answer it, and this one is well. */
const tooLong = /too large to process/;
/** As vLLM says it. */
const pastContext = /maximum context length is \d+ tokens/;
const askersFault = /^Failed to parse (tools|tool call arguments|messages)|input is not supported/;

export function engineProblem(status: number, text: string): Problem {
  const said = readSaid(text);
  const shown = shownStatus(status, said.message);
  return {
    status: shown,
    message: said.message || `The engine answered with status ${status}.`,
    type: typeOf(shown),
    param: said.param ?? null,
    code: codeOf(said),
    ...(shown === 503 ? { retryAfterSeconds: 5 } : {}),
  };
}

interface Said {
  message: string;
  type?: string | null | undefined;
  param?: string | null | undefined;
  code?: unknown;
}

function readSaid(text: string): Said {
  const wrapped = parseJson(text, Wrapped);
  if (wrapped) {
    return typeof wrapped.error === "string"
      ? { message: wrapped.error }
      : { ...wrapped.error, message: wrapped.error.message ?? "" };
  }
  const bare = parseJson(text, Body);
  if (bare?.message) return { ...bare, message: bare.message };
  const detail = parseJson(text, Detail)?.detail;
  if (detail !== undefined) return { message: typeof detail === "string" ? detail : JSON.stringify(detail) };
  return { message: text.trimStart().startsWith("<") ? "" : text.slice(0, 500) };
}

function shownStatus(status: number, message: string): number {
  // Our own secret was refused by the engine: the client's key is fine, so 401 or 403 would send them the wrong way.
  if (status === 401 || status === 403) return 502;
  return status === 500 && (tooLong.test(message) || askersFault.test(message)) ? 400 : status;
}

function typeOf(status: number): string {
  if (status === 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "server_error";
}

function codeOf(said: Said): string | null {
  if (said.type === "exceed_context_size_error" || tooLong.test(said.message) || pastContext.test(said.message)) {
    return "context_length_exceeded";
  }
  return typeof said.code === "string" && !/^\d+$/.test(said.code) ? said.code : null;
}
