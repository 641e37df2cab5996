import { z } from "zod";
import { RouteName } from "./route.ts";
import { Id, Moment } from "./word.ts";

/** `metrics`: reads /metrics of the gateway and may nothing else. */
export const KeyKind = z.enum(["person", "project", "playground", "metrics"]);
export type KeyKind = z.infer<typeof KeyKind>;
export const BudgetPeriod = z.enum(["day", "month"]);
export const BudgetUnit = z.enum(["tokens", "cost"]);
/** Soft: the console warns. Hard: refused before it would be passed. `cost` in the box's currency. */
export const Budget = z
  .object({
    period: BudgetPeriod,
    unit: BudgetUnit,
    soft: z.number().positive().nullable().default(null),
    hard: z.number().positive().nullable().default(null),
  })
  .refine(({ soft, hard }) => soft !== null || hard !== null, "Give a soft budget, a hard one, or both.")
  .refine(({ soft, hard }) => soft === null || hard === null || soft <= hard, "The soft budget must not be over the hard one.");
export type Budget = z.infer<typeof Budget>;

const Address = z
  .string()
  .trim()
  .refine((text) => isAddressBlock(text), "Give an IP address, or a block such as 10.0.0.0/8.");
const limits = {
  /** Public names; null: every route of the box. */
  allowedRoutes: z.array(RouteName).max(200).nullable().default(null),
  ips: z.array(Address).max(200).nullable().default(null),
  requestsPerMinute: z.number().int().min(1).max(10_000_000).nullable().default(null),
  tokensPerMinute: z.number().int().min(1).max(10_000_000_000).nullable().default(null),
  budgets: z
    .array(Budget)
    .max(4)
    .refine(isOnePerKind, "There is room for one budget per day or month in tokens, and one in money.")
    .default([]),
  expiresAt: Moment.nullable().default(null),
  /** For the bill; null: that of the project. */
  department: z.string().trim().min(1).max(80).nullable().default(null),
};

/** Plain keys look like `sk-sluice-<43 base64url>`; only their sha-256 is stored. 32 random bytes need no slow hash. */
export const Key = z.object({
  id: Id,
  name: z.string(),
  kind: KeyKind,
  projectId: Id,
  createdBy: z.string(),
  /** The person it belongs to; a key of the project outlives people. */
  ownerName: z.string(),
  createdAt: Moment,
  revokedAt: Moment.nullable(),
  disabledAt: Moment.nullable(),
  lastUsedAt: Moment.nullable(),
  hint: z.string(),
  /** The secret before the last rotation, while it still works. */
  previous: z.object({ hint: z.string(), until: Moment }).nullable(),
  ...limits,
  /** Of this day and month, tokens and currency: what the budgets are held against. */
  spent: z.object({ dayTokens: z.number(), dayCost: z.number(), monthTokens: z.number(), monthCost: z.number() }),
});
export type Key = z.infer<typeof Key>;

const name = z.string().trim().min(1).max(80);
export const CreateKey = z.object({ name, kind: z.enum(["person", "project", "metrics"]).default("person"), ...limits });
export type CreateKey = z.infer<typeof CreateKey>;
/** The whole of it again: what is left out goes back to its default. */
export const UpdateKey = z.object({ name, disabled: z.boolean().default(false), ...limits });
export type UpdateKey = z.infer<typeof UpdateKey>;
/** The old secret goes on working so long. */
export const RotateKey = z.object({
  overlapHours: z
    .number()
    .min(0)
    .max(24 * 90)
    .default(24),
});
export const NewKey = z.object({ key: Key, secret: z.string() });
export type NewKey = z.infer<typeof NewKey>;

function isOnePerKind(budgets: readonly Budget[]): boolean {
  return new Set(budgets.map(({ period, unit }) => `${period} ${unit}`)).size === budgets.length;
}

function isAddressBlock(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  if (rest.length > 0) return false;
  const isV4 = z.ipv4().safeParse(address).success;
  if (!isV4 && !z.ipv6().safeParse(address).success) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128));
}
