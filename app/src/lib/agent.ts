/** The typed client of /api: one call, answers parsed with the contract, errors rebuilt as the SluiceError the agent threw. */
import { ErrorBody, type ErrorCode, SluiceError } from "@sluice/agent/contract";
import type { z } from "zod";

type Method = "GET" | "POST" | "PUT" | "DELETE";
interface CallOptions<S> {
  schema?: S;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export async function call<S extends z.ZodType>(
  method: Method,
  path: string,
  options: CallOptions<S> = {},
): Promise<z.output<S>> {
  const response = await reach(method, path, options);
  const text = await response.text();
  if (!response.ok) throw errorFrom(response.status, text);
  if (!options.schema) return undefined as z.output<S>;
  const answer = options.schema.safeParse(parse(text));
  if (answer.success) return answer.data;
  const where = answer.error.issues[0]?.path.join(".") || "answer";
  throw new SluiceError("internal", `The answer of ${method} ${path} is not what this console expects (at "${where}").`, {
    hint: "Reload the page; console and agent may be of different versions.",
    cause: answer.error,
  });
}

async function reach<S>(method: Method, path: string, { body, signal }: CallOptions<S>): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: "same-origin",
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new SluiceError("agent-down", "The box did not answer.", { cause });
  }
}

/** An error body of the house is rebuilt; anything else (a proxy's page, nothing at all) becomes the nearest code. */
export function errorFrom(status: number, text: string): SluiceError {
  const body = ErrorBody.safeParse(parse(text));
  if (body.success) return SluiceError.fromBody(body.data);
  return new SluiceError(codeOf(status), `The box answered ${status}.`);
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return "not-signed-in";
  if (status === 403) return "not-allowed";
  if (status === 404) return "not-found";
  if (status === 413) return "too-large";
  if (status === 429) return "too-many";
  if (status === 502 || status === 503 || status === 504) return "agent-down";
  return status < 500 ? "bad-input" : "internal";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `{ q: "", limit: 50 }` -> `?limit=50`: empty values are left out. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const kept = Object.entries(values).filter(([, v]) => v !== null && v !== undefined && v !== "");
  return kept.length === 0 ? "" : `?${new URLSearchParams(kept.map(([k, v]) => [k, String(v)])).toString()}`;
}
