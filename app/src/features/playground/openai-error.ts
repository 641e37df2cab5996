import { type ErrorCode, SluiceError } from "@sluice/agent/contract";

/** The gateway answers /v1 in OpenAI's shape; for the console it becomes our own error again, with the wait it asks for. */
export function errorFromOpenAi(status: number, text: string, retryAfter: string | null): SluiceError {
  const message = messageOf(text) ?? `The box answered ${status}.`;
  return new SluiceError(codeOf(status), message, retryAfter ? { details: { retryAfterSeconds: Number(retryAfter) } } : {});
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return "not-signed-in";
  if (status === 404) return "not-found";
  if (status === 413) return "too-large";
  if (status === 429) return "too-many";
  if (status >= 502) return "engine-down";
  return status < 500 ? "bad-input" : "internal";
}

function messageOf(text: string): string | null {
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof body.error?.message === "string" ? body.error.message : null;
  } catch {
    return null;
  }
}
