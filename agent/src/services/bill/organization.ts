/** Usage and costs as OpenAI's organization API tells them. A key reads its own project: what others spend is no business of a leaked one. */
import { setImmediate } from "node:timers/promises";
import { SluiceError } from "../../contract/error.ts";
import type { BillFactStore } from "../../store/box/bill-facts.ts";
import type { SumsBy, SumsRow, UsageReader } from "../../store/meter/usage-reader.ts";
import { type Actor, readableProjects } from "../may.ts";
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
const groups = ["project_id", "user_id", "api_key_id", "model"] as const;
/** What a group, or a list to choose from, needs of the books. */
const needs: Record<OrganizationGroup, SumsBy> = { project_id: "project", user_id: "key", api_key_id: "key", model: "model" };

export function createOrganization(options: { reader: UsageReader; facts: BillFactStore; currency(): Promise<string> }) {
  const { reader } = options;
  return {
    currency: options.currency,
    async usage(actor: Actor, query: OrganizationQuery): Promise<{ buckets: OrganizationBucket[]; next: number | null }> {
      const lists = { project_id: query.projects, user_id: query.users, api_key_id: query.keys, model: query.models };
      const asked = groups.filter((group) => query.groups.includes(group) || lists[group] !== null);
      const by: SumsBy[] = [...asked.map((group) => needs[group]), ...(query.kind === null ? [] : (["kind"] as const))];
      const projects = readableProjects(actor);
      const { keys } = await options.facts.read(asked.includes("user_id") ? { aliveSince: query.start * 1000 } : "none");
      const personOf = (row: SumsRow) => keys.get(row.key)?.createdBy ?? "";
      const among = (list: readonly string[] | null, id: string) => list === null || list.includes(id);
      const isAsked = (row: SumsRow) =>
        (query.kind === null || row.kind === query.kind) &&
        among(query.keys, row.key) &&
        among(query.models, row.model) &&
        among(query.projects, row.project) &&
        among(query.users, personOf(row));
      const { spans, next } = bucketsOf(query, reader.localOf);
      const buckets: OrganizationBucket[] = [];
      for (const { start, end, table, at } of spans) {
        const results = new Map<string, OrganizationResult>();
        for (const row of reader[table](at, { by, projects })) {
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
