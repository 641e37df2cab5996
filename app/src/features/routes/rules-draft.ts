/** The rules of a rollout as the fields of a form. Pure. */
import { RolloutRules } from "@sluice/agent/contract";

export interface RulesDraft {
  steps: string;
  minRequests: string;
  minSeconds: string;
  maxExtraErrorPercent: string;
  maxLatencyRatio: string;
}

export function plainRules(): RulesDraft {
  const rules = RolloutRules.parse({});
  return {
    steps: rules.steps.join(", "),
    minRequests: String(rules.minRequests),
    minSeconds: String(rules.minSeconds),
    maxExtraErrorPercent: String(Math.round(rules.maxExtraErrorRate * 100)),
    maxLatencyRatio: String(rules.maxLatencyRatio),
  };
}

/** Steps grow, and the last is all of the traffic: else the new one would never have it. */
export function rulesOf(draft: RulesDraft): { rules: RolloutRules; wrong: null } | { rules: null; wrong: (keyof RulesDraft)[] } {
  const steps = draft.steps
    .split(/[\s,，、%]+/)
    .filter((word) => word !== "")
    .map(Number);
  const grows = steps.every((step, i) => i === 0 || step > (steps[i - 1] ?? 0)) && steps.at(-1) === 100;
  const result = RolloutRules.safeParse({
    steps,
    minRequests: numberOf(draft.minRequests),
    minSeconds: numberOf(draft.minSeconds),
    maxExtraErrorRate: numberOf(draft.maxExtraErrorPercent) / 100,
    maxLatencyRatio: numberOf(draft.maxLatencyRatio),
  });
  if (result.success && grows) return { rules: result.data, wrong: null };
  const wrong = new Set((result.error?.issues ?? []).map((issue) => fieldOf(String(issue.path[0]))));
  if (!grows) wrong.add("steps");
  return { rules: null, wrong: [...wrong] };
}

const fieldOf = (path: string): keyof RulesDraft =>
  path === "maxExtraErrorRate" ? "maxExtraErrorPercent" : (path as keyof RulesDraft);
const numberOf = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
