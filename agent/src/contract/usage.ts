/** What was spent: the books as the console and the bill see them. Money is in the box's currency. */
import { z } from "zod";
import { Moment } from "./word.ts";

export const UsageGroup = z.enum(["key", "person", "project", "department", "route", "model"]);
export type UsageGroup = z.infer<typeof UsageGroup>;
export const UsageBucket = z.enum(["hour", "day", "month", "all"]);
export type UsageBucket = z.infer<typeof UsageBucket>;

/** One line of a report: who or what, in which stretch. Days and months by the box's own midnight. */
export const ReportRow = z.object({
  /** "2026-11-27T13", "2026-11-27", "2026-11"; "" when asked for `all`. */
  bucket: z.string(),
  /** Id of what it is grouped by, and its name for people. */
  id: z.string(),
  name: z.string(),
  requests: z.number().int(),
  failed: z.number().int(),
  promptTokens: z.number().int(),
  cachedTokens: z.number().int(),
  completionTokens: z.number().int(),
  estimated: z.number().int(),
  cost: z.number(),
  /** Training, where it is grouped by person, project, department or model. */
  cardHours: z.number(),
  trainingCost: z.number(),
});
export type ReportRow = z.infer<typeof ReportRow>;
export const UsageReport = z.object({
  rows: z.array(ReportRow),
  currency: z.string(),
  /** All usage lines written before this moment are in it. */
  upTo: Moment,
});
export type UsageReport = z.infer<typeof UsageReport>;

/** So that the cost of one request stays an exact integer of nano-units. */
const amount = z.number().min(0).max(1_000_000);
/** In currency per million tokens, and per card and hour of training. The row without a model is the default. */
export const Price = z.object({
  modelId: z.string().nullable(),
  modelName: z.string().nullable(),
  inputPerMillion: amount,
  outputPerMillion: amount,
  cachedPerMillion: amount,
  perCardHour: amount,
});
export type Price = z.infer<typeof Price>;
export const SetPrice = Price.omit({ modelName: true });
export type SetPrice = z.infer<typeof SetPrice>;
export const PriceList = z.object({ currency: z.string(), prices: z.array(Price) });
export type PriceList = z.infer<typeof PriceList>;

/** One request as the inspector lists it. */
export const RequestLine = z.object({
  id: z.string(),
  at: Moment,
  keyId: z.string(),
  keyName: z.string(),
  projectId: z.string(),
  route: z.string(),
  deploymentId: z.string(),
  deploymentName: z.string(),
  modelId: z.string(),
  modelName: z.string(),
  path: z.string(),
  status: z.number().int(),
  stream: z.boolean(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  cachedTokens: z.number().int(),
  cost: z.number(),
  queueMs: z.number(),
  firstMs: z.number().nullable(),
  totalMs: z.number(),
  tries: z.number().int(),
  estimated: z.boolean(),
  cut: z.enum(["client", "engine"]).nullable(),
  isLogged: z.boolean(),
  rating: z.enum(["up", "down"]).nullable(),
});
export type RequestLine = z.infer<typeof RequestLine>;

export const Feedback = z.object({
  requestId: z.string(),
  rating: z.enum(["up", "down"]).nullable(),
  /** The answer as it should have been. */
  correction: z.string().max(200_000).nullable(),
  comment: z.string().max(10_000).nullable(),
  createdBy: z.string(),
  at: Moment,
});
export type Feedback = z.infer<typeof Feedback>;
export const GiveFeedback = z.object({
  rating: Feedback.shape.rating.default(null),
  correction: Feedback.shape.correction.default(null),
  comment: Feedback.shape.comment.default(null),
});
export type GiveFeedback = z.infer<typeof GiveFeedback>;

/** With what was asked and answered, where the project keeps it. */
export const RequestDetail = RequestLine.extend({
  exchange: z.object({ request: z.unknown(), answer: z.unknown() }).nullable(),
  feedback: z.array(Feedback),
});
export type RequestDetail = z.infer<typeof RequestDetail>;

export const Project = z.object({
  id: z.string(),
  name: z.string(),
  department: z.string().nullable(),
  /** Null: requests and answers are kept nowhere. */
  logRetentionDays: z.number().int().nullable(),
});
export type Project = z.infer<typeof Project>;
export const UpdateProject = z.object({
  name: z.string().trim().min(1).max(80),
  department: z.string().trim().min(1).max(80).nullable().default(null),
  logRetentionDays: z.number().int().min(1).max(3650).nullable().default(null),
});
export type UpdateProject = z.infer<typeof UpdateProject>;
