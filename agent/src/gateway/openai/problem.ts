/** Errors in OpenAI's own shape: their clients turn these into typed exceptions and decide by status and code whether to retry. */

import { writeHead } from "../answer-head.ts";
import { anthropicBody } from "../anthropic/anthropic-problem.ts";
import type { Reply } from "../client.ts";

export interface Problem {
  status: number;
  message: string;
  type: string;
  param: string | null;
  code: string | null;
  retryAfterSeconds?: number;
  /** Of the deployment, when that is why: how far its start is (0 to 1), and how long it will still take; null: nobody knows. */
  loading?: { state: string; progress: number | null; etaSeconds: number | null };
  headers?: Record<string, string>;
}

export function problemBody(problem: Problem): string {
  const { message, type, param, code, loading } = problem;
  const more = loading ? { state: loading.state, progress: loading.progress, eta_seconds: loading.etaSeconds } : {};
  return JSON.stringify({ error: { message, type, param, code, ...more } });
}

/** `more`: headers besides, as name, value, name, value. */
export function sendProblem(res: Reply, problem: Problem, more: readonly string[] = []): void {
  if (res.headersSent || res.destroyed) return;
  const body = anthropicBody(res, problem) ?? problemBody(problem);
  const headers = [...more, "content-type", "application/json; charset=utf-8", "content-length", String(Buffer.byteLength(body))];
  if (problem.retryAfterSeconds !== undefined) headers.push("retry-after", String(problem.retryAfterSeconds));
  for (const [name, value] of Object.entries(problem.headers ?? {})) headers.push(name, value);
  writeHead(res, problem.status, headers);
  res.end(body);
}

export function badRequest(message: string, param: string | null = null, code: string | null = null): Problem {
  return { status: 400, message, type: "invalid_request_error", param, code };
}

/** What is asked for is good form, but not to be had from this model, or from this box. */
export function unsupported(message: string, param: string): Problem {
  return badRequest(message, param, "unsupported_capability");
}

export const badKey: Problem = {
  status: 401,
  message:
    "The API key is missing, wrong, expired or revoked. Send 'Authorization: Bearer sk-sluice-…'; make a key in the console.",
  type: "invalid_request_error",
  param: null,
  code: "invalid_api_key",
  headers: { "www-authenticate": "Bearer" },
};

/** `why` is told to who holds the secret, and to nobody else. */
export function deadKey(why: string): Problem {
  return { ...badKey, message: `This API key ${why}. Make another one in the console, or ask its owner.` };
}

export const wrongAddress: Problem = {
  status: 403,
  message: "This API key may not be used from your address. Its list of addresses is in the console.",
  type: "invalid_request_error",
  param: null,
  code: "ip_not_authorized",
};

/** OpenAI's own code for a project without access to a model, told from an unknown one by the status. */
export function modelNotAllowed(model: string): Problem {
  return {
    status: 403,
    message: `This API key may not use the model '${model}'. GET /v1/models lists those it may.`,
    type: "invalid_request_error",
    param: "model",
    code: "model_not_found",
  };
}

export function tooLarge(limitBytes: number): Problem {
  return {
    status: 413,
    message: `The request body is larger than ${limitBytes / 1024 / 1024} MB.`,
    type: "invalid_request_error",
    param: null,
    code: "request_too_large",
  };
}

/** `model` comes from the question, so a stranger's long text is not sent back whole. */
export function noSuchModel(model: string): Problem {
  const name = model.length > 100 ? `${model.slice(0, 100)}…` : model;
  return {
    status: 404,
    message: `The model '${name}' does not exist on this box. GET /v1/models lists what does.`,
    type: "invalid_request_error",
    param: "model",
    code: "model_not_found",
  };
}

export function modelNotReady(
  model: string,
  { retryAfterSeconds, ...loading }: NonNullable<Problem["loading"]> & { retryAfterSeconds: number },
): Problem {
  return {
    status: 503,
    message: `The model '${model}' cannot answer now (${loading.state}). Try again in ${retryAfterSeconds} s.`,
    type: "server_error",
    param: "model",
    code: "model_not_ready",
    retryAfterSeconds,
    loading,
  };
}

/** So many wait already that this one would not be served in time. */
export function queueFull(model: string, limit: number, retryAfterSeconds: number): Problem {
  return {
    status: 503,
    message: `The model '${model}' cannot answer now, and ${limit} requests wait for it already. Try again in ${retryAfterSeconds} s.`,
    type: "server_error",
    param: "model",
    code: "queue_full",
    retryAfterSeconds,
  };
}

export function tooLate(model: string, seconds: number): Problem {
  return {
    status: 504,
    message: `The model '${model}' gave no first byte within ${seconds} s, the time its route allows.`,
    type: "server_error",
    param: null,
    code: "engine_timeout",
  };
}

export function serverProblem(message: string, status = 500): Problem {
  return { status, message, type: "server_error", param: null, code: null };
}
