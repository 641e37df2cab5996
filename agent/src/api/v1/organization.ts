/** `/v1/organization/usage/*` and `/v1/organization/costs` in OpenAI's shape. */
import type { Context } from "hono";
import { Hono } from "hono";
import { z } from "zod";
import type {
  Organization,
  OrganizationBucket,
  OrganizationQuery,
  OrganizationResult,
} from "../../services/bill/organization.ts";
import { refuseWidth } from "../../services/bill/organization.ts";
import { type ApiEnv, needs } from "../access.ts";
import { check } from "../valid.ts";

const Seconds = z.coerce.number().int().min(0).max(32_503_680_000);
const Query = z.object({
  start_time: Seconds,
  end_time: Seconds.optional(),
  bucket_width: z.enum(["1m", "1h", "1d"]).default("1d"),
  limit: z.coerce.number().int().min(1).max(168).optional(),
  /** Where the last page said the next one begins. */
  page: Seconds.optional(),
  group_by: z.array(z.enum(["project_id", "user_id", "api_key_id", "model", "line_item"])).default([]),
  project_ids: z.array(z.string()).nullable().default(null),
  user_ids: z.array(z.string()).nullable().default(null),
  api_key_ids: z.array(z.string()).nullable().default(null),
  models: z.array(z.string()).nullable().default(null),
});
const lists = ["group_by", "project_ids", "user_ids", "api_key_ids", "models"];
const most = { "1h": 168, "1d": 31 };
const usual = { "1h": 24, "1d": 7 };

export function organizationRoutes(organization: Organization) {
  const answer = async (
    c: Context<ApiEnv>,
    kind: OrganizationQuery["kind"],
    resultOf: (result: OrganizationResult, currency: string) => object,
  ) => {
    const { buckets, next } = await organization.usage(c.var.actor, queryOf(c, kind));
    const currency = (await organization.currency()).toLowerCase();
    const data = buckets.map((bucket) => bucketObject(bucket, (result) => resultOf(result, currency)));
    return c.json({ object: "page", data, has_more: next !== null, next_page: next === null ? null : String(next) });
  };
  return new Hono<ApiEnv>()
    .get("/organization/usage/completions", needs("read"), (c) => answer(c, "completions", completionsResult))
    .get("/organization/usage/embeddings", needs("read"), (c) => answer(c, "embeddings", embeddingsResult))
    .get("/organization/costs", needs("read"), (c) => answer(c, null, costsResult));
}

/** Their clients send lists as `group_by[]=a` or `group_by=a&group_by=b`. */
function queryOf(c: Context, kind: OrganizationQuery["kind"]): OrganizationQuery {
  const { searchParams } = new URL(c.req.url, "http://agent");
  const given = Object.fromEntries(
    [...new Set([...searchParams.keys()].map((name) => name.replace(/\[\]$/, "")))].map((name) => {
      const values = [...searchParams.getAll(name), ...searchParams.getAll(`${name}[]`)];
      return [name, lists.includes(name) ? values.flatMap((value) => value.split(",")) : values[0]];
    }),
  );
  const asked = check(Query, given);
  const { bucket_width: width, start_time, end_time, page, group_by } = asked;
  if (width === "1m") return refuseWidth("minute");
  return {
    ...{ kind, width, start: Math.max(start_time, page ?? 0), end: end_time ?? Math.floor(Date.now() / 1000) + 1 },
    limit: Math.min(asked.limit ?? usual[width], most[width]),
    // Every line item is a model here, whose name it is.
    groups: [...new Set(group_by.map((group) => (group === "line_item" ? "model" : group)))],
    ...{ keys: asked.api_key_ids, models: asked.models, users: asked.user_ids, projects: asked.project_ids },
  };
}

function bucketObject({ start, end, results }: OrganizationBucket, resultOf: (result: OrganizationResult) => object) {
  return { object: "bucket", start_time: start, end_time: end, results: results.map(resultOf) };
}
const who = ({ project_id, user_id, api_key_id, model }: OrganizationResult) => ({ project_id, user_id, api_key_id, model });

function completionsResult(result: OrganizationResult) {
  const { requests, prompt, completion, cached } = result;
  return {
    ...{ object: "organization.usage.completions.result", input_tokens: prompt, output_tokens: completion },
    ...{ input_cached_tokens: cached, input_audio_tokens: 0, output_audio_tokens: 0, num_model_requests: requests },
    ...{ ...who(result), batch: null },
  };
}
function embeddingsResult(result: OrganizationResult) {
  const { requests, prompt } = result;
  return { object: "organization.usage.embeddings.result", input_tokens: prompt, num_model_requests: requests, ...who(result) };
}
function costsResult({ cost, project_id, model }: OrganizationResult, currency: string) {
  return { object: "organization.costs.result", amount: { value: cost, currency }, line_item: model, project_id };
}
