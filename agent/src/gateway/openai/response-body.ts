/** The response object of OpenAI's Responses, from what a chat gave. */
import type { Fields, Question } from "../questions/question.ts";
import type { TokenCount } from "./usage-of.ts";

export interface Logprob {
  token: string;
  logprob: number;
  bytes: number[];
  top_logprobs: Omit<Logprob, "top_logprobs">[];
}
export type Item =
  | { id: string; type: "reasoning"; status: Status; summary: []; content: { type: "reasoning_text"; text: string }[] }
  | { id: string; type: "message"; status: Status; role: "assistant"; content: OutputText[] }
  | { id: string; type: "function_call"; status: Status; call_id: string; name: string; arguments: string };
export interface OutputText {
  type: "output_text";
  text: string;
  annotations: [];
  logprobs: Logprob[];
}
type Status = "in_progress" | "completed" | "incomplete";

export interface Outcome {
  status: "in_progress" | "completed" | "incomplete" | "failed";
  /** Why it is incomplete, in the words of a chat's finish_reason. */
  finish: string | null;
  output: readonly Item[];
  usage: TokenCount | null;
  reasoningTokens: number;
  error: { code: string; message: string } | null;
}

export function responseBody(id: string, createdAt: number, { asked, model, maxTokens }: Question, outcome: Outcome): object {
  const { status, finish, output, usage, error } = outcome;
  const or = (name: string, otherwise: unknown) => asked[name] ?? otherwise;
  const reason = finish === "content_filter" ? "content_filter" : "max_output_tokens";
  return {
    ...{ id, object: "response", created_at: createdAt, status, background: false, error },
    incomplete_details: status === "incomplete" ? { reason } : null,
    ...{ instructions: or("instructions", null), max_output_tokens: maxTokens > 0 ? maxTokens : null, model, output },
    ...{ parallel_tool_calls: or("parallel_tool_calls", true), previous_response_id: null },
    reasoning: { effort: (asked.reasoning as Fields | undefined)?.effort ?? null, summary: null },
    ...{
      service_tier: "default",
      store: false,
      temperature: or("temperature", 1),
      text: or("text", { format: { type: "text" } }),
    },
    ...{
      tool_choice: or("tool_choice", "auto"),
      tools: or("tools", []),
      top_logprobs: or("top_logprobs", 0),
      top_p: or("top_p", 1),
    },
    ...{ truncation: "disabled", usage: usage && usageOfResponse(usage, outcome.reasoningTokens), user: or("user", null) },
    metadata: or("metadata", {}),
  };
}

function usageOfResponse({ prompt, completion, cached }: TokenCount, reasoning: number) {
  return {
    ...{ input_tokens: prompt, input_tokens_details: { cached_tokens: cached } },
    ...{ output_tokens: completion, output_tokens_details: { reasoning_tokens: reasoning } },
    total_tokens: prompt + completion,
  };
}

/** How it ended, in the words of a response. */
export function statusOf(finish: string | null): "completed" | "incomplete" {
  return finish === "length" || finish === "content_filter" ? "incomplete" : "completed";
}

export function logprobsOf(logprobs: Record<string, unknown> | null | undefined): Logprob[] {
  const content = (logprobs?.content ?? []) as Partial<Logprob>[];
  const one = ({ token = "", logprob = 0, bytes }: Partial<Logprob>) => ({ token, logprob, bytes: bytes ?? [] });
  return content.map((entry) => ({ ...one(entry), top_logprobs: (entry.top_logprobs ?? []).map(one) }));
}
