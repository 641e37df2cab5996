import { z } from "zod";
import { Id, Moment } from "./word.ts";

/** Public model names; ':' because fine-tuned models are called ft:base:org:suffix:id. */
export const RouteName = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._:-]{0,126}$/i, "Use letters, digits, '.', '_', ':' and '-', starting with a letter or digit.");

export const RoutePolicy = z.object({
  /** While nothing can answer: null says 503 at once; else up to `limit` requests wait up to `waitMs`. */
  queue: z
    .object({ limit: z.number().int().min(1).max(10_000), waitMs: z.number().int().min(100).max(600_000) })
    .nullable()
    .default(null),
  /** Longest wait for the first byte of an engine; null: half an hour. */
  timeoutMs: z.number().int().min(100).max(1_800_000).nullable().default(null),
  /** No answer is longer, whatever was asked. */
  maxTokens: z.number().int().min(1).nullable().default(null),
  /** Put before every conversation. Locked: system messages of the client are refused. */
  systemPrompt: z
    .object({ text: z.string().min(1).max(20_000), locked: z.boolean() })
    .nullable()
    .default(null),
});
export type RoutePolicy = z.infer<typeof RoutePolicy>;

/** When a canary goes on, and when it is thrown out. Compared with the old deployment over the same minutes. */
export const RolloutRules = z.object({
  /** Percent of the traffic, step by step. */
  steps: z.array(z.number().int().min(1).max(100)).min(1).max(10).default([5, 25, 100]),
  /** Answers of the canary that a step wants before the next. */
  minRequests: z.number().int().min(1).max(100_000).default(50),
  /** And at least so long. */
  minSeconds: z.number().int().min(0).max(86_400).default(60),
  /** Out when its failures are surely more than the old one's by about this share. */
  maxExtraErrorRate: z.number().min(0.01).max(1).default(0.1),
  /** Out when its median time to the first token is so many times the old one's. */
  maxLatencyRatio: z.number().min(1.1).max(100).default(3),
});
export type RolloutRules = z.infer<typeof RolloutRules>;

/** attaching (the new deployment starts) -> running (takes traffic by steps) -> done; or rolled-back, cancelled. Terminal ones stay. */
export const RolloutState = z.enum(["attaching", "running", "done", "rolled-back", "cancelled"]);
export type RolloutState = z.infer<typeof RolloutState>;

const moved = ["asked", "first-version", "old-not-serving", "ready", "not-worse", "promoted", "done"] as const;
const thrownOut = ["errors", "latency", "ejected", "crashed", "down", "stopped", "removed", "refused", "cancelled"] as const;
const after = ["loser-stopped", "loser-kept"] as const;
export const RolloutReasonCode = z.enum([...moved, ...thrownOut, ...after]);
/** Why a rollout moved or ended: the code lets the console translate the sentence, with the numbers in `details`. */
export const RolloutReason = z.object({
  code: RolloutReasonCode,
  why: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type RolloutReason = z.infer<typeof RolloutReason>;
export const Rollout = z.object({
  id: Id,
  routeId: Id,
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  endedAt: Moment.nullable(),
  state: RolloutState,
  /** The old deployment; null when the route had none. */
  stableId: Id.nullable(),
  canaryId: Id,
  modelId: Id,
  modelName: z.string(),
  jobId: Id.nullable(),
  percent: z.number(),
  stepStartedAt: Moment.nullable(),
  rules: RolloutRules,
  /** Why it ended, in a sentence; and as the console can translate it. */
  why: z.string().nullable(),
  reason: RolloutReason.nullable(),
  history: z.array(RolloutReason.extend({ at: Moment, percent: z.number() })),
});
export type Rollout = z.infer<typeof Rollout>;

export const RouteTarget = z.object({ deploymentId: Id, weight: z.number().min(0).max(1000) });
export type RouteTarget = z.infer<typeof RouteTarget>;
export const Route = z.object({
  id: Id,
  name: RouteName,
  aliases: z.array(RouteName),
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  targets: z.array(
    RouteTarget.extend({ deploymentName: z.string(), modelName: z.string(), state: z.string(), fake: z.boolean() }),
  ),
  fallbacks: z.array(Id),
  policy: RoutePolicy,
  /** The one under way. */
  rollout: Rollout.nullable(),
});
export type Route = z.infer<typeof Route>;

const routeFields = {
  name: RouteName,
  aliases: z.array(RouteName).max(20).default([]),
  targets: z.array(RouteTarget).max(20).default([]),
  fallbacks: z.array(Id).max(10).default([]),
  policy: RoutePolicy.prefault({}),
};
export const CreateRoute = z.object(routeFields);
export type CreateRoute = z.infer<typeof CreateRoute>;
/** The whole of it again: what is left out goes back to its default. */
export const UpdateRoute = z.object(routeFields);

/** A model becomes the route's next version: deployed beside the old one, then given traffic by the rules. */
export const Publish = z.object({
  modelId: Id,
  engineId: z.string().default("llamacpp"),
  settings: z.record(z.string(), z.unknown()).default({}),
  rules: RolloutRules.prefault({}),
});
export type Publish = z.infer<typeof Publish>;

/** By hand to this percent, or to the next step. Where it is already there, nothing happens: two people may press at once. */
export const Promote = z.object({ to: z.number().int().min(1).max(100).optional() });
export type Promote = z.infer<typeof Promote>;

/** What the canary picture is drawn from: per deployment and stretch of time. */
export const RouteLive = z.object({
  /** Epoch ms of each stretch's beginning. */
  at: z.array(z.number()),
  stepSeconds: z.number().int(),
  targets: z.array(
    z.object({
      deploymentId: z.string(),
      requests: z.array(z.number()),
      failed: z.array(z.number()),
      /** Median ms to the first token (streams) or to the answer; null where nothing was asked. */
      firstMs: z.array(z.number().nullable()),
    }),
  ),
});
export type RouteLive = z.infer<typeof RouteLive>;
