/** Errors in Anthropic's shape, for their clients on their path. */
import type { Reply } from "../client.ts";
import type { Problem } from "../openai/problem.ts";

const types: Record<number, string> = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  504: "timeout_error",
};
const spoken = new WeakMap<Reply, string>();

/** From here on errors of this answer are Anthropic's. */
export function speakAnthropic(res: Reply, requestId: string): void {
  spoken.set(res, requestId);
}

/** The body, where the answer speaks so; null elsewhere. */
export function anthropicBody(res: Reply, problem: Problem): string | null {
  const requestId = spoken.get(res);
  return requestId === undefined ? null : anthropicProblem(problem, requestId);
}

export function anthropicProblem({ status, message, loading }: Problem, requestId: string): string {
  const type = types[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
  const more = loading ? { state: loading.state, progress: loading.progress, eta_seconds: loading.etaSeconds } : {};
  return JSON.stringify({ type: "error", error: { type, message, ...more }, request_id: requestId });
}
