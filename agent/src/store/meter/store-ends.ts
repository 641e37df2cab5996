import type { LocalDays } from "./local-days.ts";
import type { UsageEnd } from "./usage-fold.ts";
import type { UsageNames } from "./usage-names.ts";
import type { UsageStatements } from "./usage-statements.ts";
import { createSums, type Named, regroup, type UsageSum } from "./usage-sums.ts";

export interface EndParts {
  sql: UsageStatements;
  names: UsageNames;
  daysOf: LocalDays;
}

/** Inside a transaction: a row per request, and the sums it belongs to, each touched once. */
export function storeEnds({ sql, names, daysOf }: EndParts, ends: readonly UsageEnd[]): void {
  const sums = createSums(daysOf);
  const rows: unknown[] = [];
  for (const end of ends) {
    const { key, project, route, model, deployment, path } = end;
    const named: Named = {
      ...{ key: names.take(key), project: names.take(project), route: names.take(route), model: names.take(model) },
      ...{ kind: names.take(kindOf(path)), deployment: names.take(deployment) },
    };
    sums.add(end, named);
    pushRow(rows, end, named, names.take(path));
  }
  sql.lines(rows);
  const all = sums.all();
  sql.hours(
    all.flatMap((one) => [one.hour, one.key, one.project, one.route, one.model, one.kind, one.deployment, ...countsOf(one)]),
  );
  const days = regroup(all, (one) => `${one.local.day} ${one.key} ${one.project} ${one.route} ${one.model} ${one.kind}`);
  sql.days(days.flatMap((one) => [one.local.day, one.key, one.project, one.route, one.model, one.kind, ...countsOf(one)]));
  for (const period of ["day", "month"] as const) {
    const spent = regroup(days, (one) => `${one.local.periods[period]} ${one.key}`);
    sql.periods(spent.flatMap((one) => [one.local.periods[period], one.key, one.prompt + one.completion, one.cost]));
  }
  const keys = regroup(days, (one) => one.key);
  sql.keys(keys.flatMap(({ key, lastAt, requests, prompt, completion }) => [key, lastAt, requests, prompt, completion]));
}

/** In the order of `lineColumns`. */
function pushRow(rows: unknown[], end: UsageEnd, named: Named, path: number): void {
  const { key, project, route, model, deployment } = named;
  rows.push(end.id, end.at, key, project, route, model, deployment, path, end.status);
  rows.push(end.prompt, end.completion, end.cached, end.cost, end.stream ? 1 : 0, Math.round(end.queueMs));
  rows.push(end.firstMs === null ? null : Math.round(end.firstMs), Math.round(end.totalMs), end.tries, end.estimated ? 1 : 0);
  rows.push(end.cut, end.log, end.failedOn?.join(",") ?? null);
}

/** What OpenAI's usage API keeps apart. */
function kindOf(path: string): string {
  if (path === "/v1/embeddings") return "embeddings";
  return path === "/v1/rerank" ? "rerank" : "completions";
}

function countsOf(sum: UsageSum): number[] {
  return [sum.requests, sum.failed, sum.prompt, sum.completion, sum.cached, sum.estimated, sum.cost];
}
