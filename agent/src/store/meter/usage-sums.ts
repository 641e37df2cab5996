/** Adds up what a batch ended, so that each row of the sums is touched once per batch. */
import type { LocalDay, LocalDays } from "./local-days.ts";
import type { UsageEnd } from "./usage-fold.ts";

/** The numbers of usage_name. */
export interface Named {
  key: number;
  project: number;
  route: number;
  model: number;
  kind: number;
  deployment: number;
}
export interface UsageSum extends Named {
  hour: number;
  local: LocalDay;
  requests: number;
  failed: number;
  prompt: number;
  completion: number;
  cached: number;
  estimated: number;
  cost: number;
  lastAt: number;
}
const hourMs = 3_600_000;

export function createSums(daysOf: LocalDays) {
  const sums = new Map<string, UsageSum>();
  return {
    add(end: UsageEnd, named: Named): void {
      const hour = Math.floor(end.at / hourMs);
      const local = daysOf(end.at);
      const { key, project, route, model, kind, deployment } = named;
      const id = `${hour} ${local.day} ${key} ${project} ${route} ${model} ${kind} ${deployment}`;
      let sum = sums.get(id);
      if (!sum) {
        const none = { requests: 0, failed: 0, prompt: 0, completion: 0, cached: 0, estimated: 0, cost: 0, lastAt: 0 };
        sum = { ...named, hour, local, ...none };
        sums.set(id, sum);
      }
      sum.requests += 1;
      // A client that hangs up has not met a failure of ours.
      if (end.status >= 400 && end.cut !== "client") sum.failed += 1;
      if (end.estimated) sum.estimated += 1;
      sum.prompt += end.prompt;
      sum.completion += end.completion;
      sum.cached += end.cached;
      sum.cost += end.cost;
      sum.lastAt = Math.max(sum.lastAt, end.at);
    },
    all: (): UsageSum[] => [...sums.values()],
  };
}

type Counts = Pick<UsageSum, "requests" | "failed" | "prompt" | "completion" | "cached" | "estimated" | "cost" | "lastAt">;
/** The same sums by fewer words: per day, per budget period, per key. */
export function regroup(sums: readonly UsageSum[], idOf: (sum: UsageSum) => string | number): UsageSum[] {
  const groups = new Map<string | number, UsageSum>();
  for (const sum of sums) {
    const group = groups.get(idOf(sum));
    if (group) addTo(group, sum);
    else groups.set(idOf(sum), { ...sum });
  }
  return [...groups.values()];
}
function addTo(group: Counts, sum: Counts): void {
  group.requests += sum.requests;
  group.failed += sum.failed;
  group.prompt += sum.prompt;
  group.completion += sum.completion;
  group.cached += sum.cached;
  group.estimated += sum.estimated;
  group.cost += sum.cost;
  group.lastAt = Math.max(group.lastAt, sum.lastAt);
}
