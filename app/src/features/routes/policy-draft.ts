/** A route's policy as the fields of a form. Empty means: no such rule. Pure. */
import { RoutePolicy } from "@sluice/agent/contract";

export interface PolicyDraft {
  waits: boolean;
  queueLimit: string;
  queueSeconds: string;
  timeoutSeconds: string;
  maxTokens: string;
  prompt: string;
  locked: boolean;
}

export const draftOf = (policy: RoutePolicy): PolicyDraft => ({
  waits: policy.queue !== null,
  queueLimit: String(policy.queue?.limit ?? 100),
  queueSeconds: String((policy.queue?.waitMs ?? 30_000) / 1000),
  timeoutSeconds: policy.timeoutMs === null ? "" : String(policy.timeoutMs / 1000),
  maxTokens: policy.maxTokens === null ? "" : String(policy.maxTokens),
  prompt: policy.systemPrompt?.text ?? "",
  locked: policy.systemPrompt?.locked ?? false,
});

/** The policy, or the names of the fields that cannot be taken. */
export function policyOf(draft: PolicyDraft): { policy: RoutePolicy; wrong: null } | { policy: null; wrong: string[] } {
  const result = RoutePolicy.safeParse({
    queue: draft.waits ? { limit: numberOf(draft.queueLimit), waitMs: millis(draft.queueSeconds) } : null,
    timeoutMs: draft.timeoutSeconds.trim() === "" ? null : millis(draft.timeoutSeconds),
    maxTokens: draft.maxTokens.trim() === "" ? null : numberOf(draft.maxTokens),
    systemPrompt: draft.prompt.trim() === "" ? null : { text: draft.prompt, locked: draft.locked },
  });
  if (result.success) return { policy: result.data, wrong: null };
  return { policy: null, wrong: result.error.issues.map((issue) => issue.path.join(".")) };
}

const numberOf = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
const millis = (text: string): number => Math.round(numberOf(text) * 1000);
