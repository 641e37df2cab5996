/** The two kinds of file between agent and gateway. The agent writes snapshot.json (temp, fsync, rename); the gateway appends usage lines. */
import { z } from "zod";
import { Can, Gives } from "./deployment.ts";
import { BudgetPeriod, BudgetUnit } from "./key.ts";
import { RolloutRules, RoutePolicy } from "./route.ts";

/** Nano-units of the box's currency per token, integers so that sums are exact: 1 per million tokens is 1,000. */
export const TokenPrice = z.object({ input: z.number().int(), output: z.number().int(), cached: z.number().int() });
export type TokenPrice = z.infer<typeof TokenPrice>;

/** One engine process that answers. A unix socket, or a loopback port with the run's own secret. */
export const ReplicaSnapshot = z.object({
  runId: z.string(),
  socket: z.string().nullable(),
  port: z.number().int().nullable(),
  secret: z.string().nullable(),
  /** It is about to stop: answers under way end, nothing new goes there. */
  draining: z.boolean(),
});
export type ReplicaSnapshot = z.infer<typeof ReplicaSnapshot>;

export const DeploymentSnapshot = z.object({
  id: z.string(),
  name: z.string(),
  projectId: z.string(),
  modelId: z.string(),
  /** For people and headers: the model's name and the first letters of its files' hash. */
  modelVersion: z.string(),
  /** The name the engine itself knows the model by. */
  upstreamModel: z.string(),
  /** Where it says how it is doing; left out: /metrics. */
  metricsPath: z.string().optional(),
  state: z.string(),
  gives: z.array(Gives),
  can: z.array(Can),
  /** Longest question and answer together, in tokens; null where the engine does not say. */
  contextTokens: z.number().int().nullable(),
  /** Of a start under way: since when (epoch ms), and how long the last one took; with both the gateway tells progress and ETA. */
  loading: z.object({ since: z.number(), usualSeconds: z.number().nullable() }).nullable(),
  retryAfterSeconds: z.number().int(),
  price: TokenPrice.nullable(),
  /** While it sleeps, a request for it may be told as `wake-asked`. Left out: no. */
  wakeOnDemand: z.boolean().optional(),
  /** Ready ones only; empty while the deployment cannot answer. */
  replicas: z.array(ReplicaSnapshot),
});
export type DeploymentSnapshot = z.infer<typeof DeploymentSnapshot>;

export const RouteSnapshot = z.object({
  /** Null for the route every deployment has under its own name. */
  id: z.string().nullable(),
  /** The public model name, and others that mean the same. */
  name: z.string(),
  aliases: z.array(z.string()),
  projectId: z.string(),
  /** Unix seconds. */
  created: z.number().int(),
  /** Shares of the traffic; only their ratio counts, 0 means out. */
  targets: z.array(z.object({ deploymentId: z.string(), weight: z.number().min(0) })),
  /** Asked in this order, before the first byte, when no target can answer. */
  fallbacks: z.array(z.string()),
  policy: RoutePolicy,
  /** The target on trial; the gateway may throw it out by itself. */
  canary: z.object({ rolloutId: z.string(), deploymentId: z.string(), stableId: z.string(), rules: RolloutRules }).nullable(),
});
export type RouteSnapshot = z.infer<typeof RouteSnapshot>;

export const KeySnapshot = z.object({
  id: z.string(),
  /** More than one while a rotated secret still works. */
  secrets: z.array(z.object({ sha256: z.string(), expiresAt: z.number().nullable() })),
  projectId: z.string(),
  /** The person, or null for a key of the project itself. */
  personId: z.string().nullable(),
  kind: z.string(),
  expiresAt: z.number().nullable(),
  disabled: z.boolean(),
  /** Public route names; null: all. */
  allowedRoutes: z.array(z.string()).nullable(),
  /** Addresses and CIDR blocks; null: all. */
  ips: z.array(z.string()).nullable(),
  requestsPerMinute: z.number().int().nullable(),
  tokensPerMinute: z.number().int().nullable(),
  /** The hard ones: in tokens, or in nano-units of the currency. */
  budgets: z.array(z.object({ period: BudgetPeriod, unit: BudgetUnit, hard: z.number().int() })),
});
export type KeySnapshot = z.infer<typeof KeySnapshot>;

const PeriodSum = z.object({
  /** "2026-11-27" or "2026-11", by `utcOffsetMinutes`: a sum of another period counts nothing today. */
  period: z.string(),
  tokens: z.number().int(),
  /** Nano-units. */
  cost: z.number().int(),
});
export const KeySpent = z.object({
  requests: z.number().int(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  day: PeriodSum,
  month: PeriodSum,
});
export type KeySpent = z.infer<typeof KeySpent>;

export const Snapshot = z.object({
  version: z.literal(2),
  revision: z.number().int(),
  writtenAt: z.number(),
  /** Days and months of budgets begin at the box's own midnight. */
  utcOffsetMinutes: z.number().int(),
  deployments: z.array(DeploymentSnapshot),
  routes: z.array(RouteSnapshot),
  keys: z.array(KeySnapshot),
  /** Projects that keep requests and answers; nobody else's are written anywhere. */
  logging: z.array(z.object({ projectId: z.string(), retentionDays: z.number().int() })),
  spent: z.record(z.string(), KeySpent),
  /** Per usage file: bytes the agent has stored, and acted on. */
  spentUpTo: z.record(z.string(), z.number()),
  /** Usage files whose gateway is gone and all of whose lines are stored: what they left open is in `spent` too, as an estimate. */
  closed: z.array(z.string()),
});
export type Snapshot = z.infer<typeof Snapshot>;

const call = {
  /** The request id the client got. */
  id: z.string(),
  at: z.number(),
  key: z.string(),
  project: z.string(),
  /** Public name, aliases resolved. */
  route: z.string(),
  /** Registry id of the model that was asked. */
  model: z.string(),
  deployment: z.string(),
  path: z.string(),
};
/** open when a request first goes upstream; mark at most once a second per stream; end before the client's last byte; event: §1 of the architecture. */
export const UsageLine = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("open"),
    ...call,
    /** Tokens it may cost at most: prompt and longest answer. */
    reserve: z.number().int(),
    /** Prompt tokens guessed from the bytes asked: charged when the engine never says. */
    prompt: z.number().int(),
    price: TokenPrice.nullable(),
  }),
  z.object({ t: z.literal("mark"), id: z.string(), at: z.number(), completion: z.number().int() }),
  z.object({
    t: z.literal("end"),
    ...call,
    status: z.number().int(),
    prompt: z.number().int(),
    completion: z.number().int(),
    cached: z.number().int(),
    /** Nano-units of the currency, by the price known when it was asked. */
    cost: z.number().int(),
    stream: z.boolean(),
    /** Milliseconds: waited for a free engine; to the first token; in all. */
    queueMs: z.number(),
    firstMs: z.number().nullable(),
    totalMs: z.number(),
    /** Engines asked; more than one after a failure before the first byte. */
    tries: z.number().int(),
    /** Deployments that failed before the one that answered; left out where none did. A canary's failures are counted from here too. */
    failedOn: z.array(z.string()).optional(),
    /** True when the engine gave no numbers (hung-up stream): counted from what was seen. */
    estimated: z.boolean(),
    cut: z.enum(["client", "engine"]).nullable(),
    /** Where request and answer lie (`file:offset:bytes` under exchanges/), where its project keeps them. */
    log: z.string().nullable(),
  }),
  z.object({
    t: z.literal("event"),
    id: z.string(),
    at: z.number(),
    /** `ejected`: a canary is out, until a snapshot that has read this line says otherwise. `wake-asked`: somebody asked one that sleeps. */
    kind: z.enum(["ejected", "circuit-opened", "circuit-closed", "wake-asked"]),
    route: z.string().nullable(),
    rolloutId: z.string().nullable(),
    deployment: z.string(),
    why: z.string(),
    requests: z.number().int(),
    failures: z.number().int(),
  }),
]);
export type UsageLine = z.infer<typeof UsageLine>;
export type UsageEvent = Extract<UsageLine, { t: "event" }>;

/** Nano-units: what these tokens cost. Cached prompt tokens have their own price. */
export function costOf(price: TokenPrice | null, tokens: { prompt: number; completion: number; cached: number }): number {
  if (price === null) return 0;
  const cached = Math.min(tokens.cached, tokens.prompt);
  return (tokens.prompt - cached) * price.input + cached * price.cached + tokens.completion * price.output;
}

/** The budget day ("2026-11-27") and month ("2026-11") a moment falls in, by the box's own clock. */
export function periodsOf(atMs: number, utcOffsetMinutes: number): { day: string; month: string } {
  const day = new Date(atMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
  return { day, month: day.slice(0, 7) };
}
