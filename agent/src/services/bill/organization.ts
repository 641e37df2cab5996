/** Usage and costs as OpenAI's organization API tells them. A key reads its own project: what others spend is no business of a leaked one. */
import { setImmediate } from "node:timers/promises";
import { SluiceError } from "../../contract/error.ts";
import type { BillFactStore } from "../../store/box/bill-facts.ts";
import type { SumsBy, SumsRow, UsageReader } from "../../store/meter/usage-reader.ts";
import { type Actor, may } from "../may.ts";
import { type BucketSpan, bucketsOf } from "./organization-buckets.ts";

export type OrganizationGroup = "project_id" | "user_id" | "api_key_id" | "model";
export interface OrganizationQuery extends BucketSpan {
  kind: "completions" | "embeddings" | null;
  groups: readonly OrganizationGroup[];
  /** Null: all. */
  keys: readonly string[] | null;
  models: readonly string[] | null;
  users: readonly string[] | null;
  projects: readonly string[] | null;
}
export interface OrganizationResult {
  project_id: string | null;
  user_id: string | null;
  api_key_id: string | null;
  model: string | null;
  requests: number;
  prompt: number;
  completion: number;
  cached: number;
  /** In the box's currency. */
  cost: number;
}
export interface OrganizationBucket {
  /** Unix seconds. */
  start: number;
  end: number;
  results: OrganizationResult[];
}
export type Organization = ReturnType<typeof createOrganization>;
const nanoPerUnit = 1e9;
const by: readonly SumsBy[] = ["key", "model", "kind"];

export function createOrganization(options: { reader: UsageReader; facts: BillFactStore; currency(): Promise<string> }) {
  const { reader } = options;
  return {
    currency: options.currency,
    async usage(actor: Actor, query: OrganizationQuery): Promise<{ buckets: OrganizationBucket[]; next: number | null }> {
      const { keys } = await options.facts.read();
      const personOf = (row: SumsRow) => keys.get(row.key)?.createdBy ?? "";
      const among = (list: readonly string[] | null, id: string) => list === null || list.includes(id);
      const isAsked = (row: SumsRow) =>
        may(actor, "read", { projectId: row.project, createdBy: "box" }) &&
        (query.kind === null || row.kind === query.kind) &&
        among(query.keys, row.key) &&
        among(query.models, row.model) &&
        among(query.projects, row.project) &&
        among(query.users, personOf(row));
      const { spans, next } = bucketsOf(query, reader.localOf);
      const buckets: OrganizationBucket[] = [];
      for (const { start, end, table, at } of spans) {
        const results = new Map<string, OrganizationResult>();
        for (const row of reader[table](at, by)) {
          if (!isAsked(row)) continue;
          const ids = { project_id: row.project, user_id: personOf(row), api_key_id: row.key, model: row.model };
          addTo(results, ids, query.groups, row);
        }
        buckets.push({ start, end, results: [...results.values()] });
        await setImmediate();
      }
      return { buckets, next };
    },
  };
}

function addTo(
  results: Map<string, OrganizationResult>,
  ids: Record<OrganizationGroup, string>,
  groups: readonly OrganizationGroup[],
  row: SumsRow,
): void {
  const at = groups.map((group) => ids[group]).join("\n");
  const none = { project_id: null, user_id: null, api_key_id: null, model: null };
  const named = Object.fromEntries(groups.map((group) => [group, ids[group]]));
  const sums = { requests: 0, prompt: 0, completion: 0, cached: 0, cost: 0 };
  const result: OrganizationResult = results.get(at) ?? { ...none, ...named, ...sums };
  results.set(at, result);
  result.requests += row.requests;
  result.prompt += row.prompt;
  result.completion += row.completion;
  result.cached += row.cached;
  result.cost += row.cost / nanoPerUnit;
}

export function refuseWidth(width: string): never {
  throw new SluiceError("bad-input", `This box keeps sums by hour and by day, not by ${width}.`, {
    hint: "Ask with bucket_width=1h or 1d.",
    details: { param: "bucket_width" },
  });
}
