import { z } from "zod";
import { Id, Moment } from "./word.ts";

export const KeyKind = z.enum(["person", "playground"]);
/** Plain keys look like `sk-sluice-<43 base64url>`; only their sha-256 is stored. 32 random bytes need no slow hash. */
export const Key = z.object({
  id: Id,
  name: z.string(),
  kind: KeyKind,
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  expiresAt: Moment.nullable(),
  revokedAt: Moment.nullable(),
  lastUsedAt: Moment.nullable(),
  hint: z.string(),
});
export type Key = z.infer<typeof Key>;
export const CreateKey = z.object({ name: z.string().trim().min(1).max(80) });
export const NewKey = z.object({ key: Key, secret: z.string() });
export type NewKey = z.infer<typeof NewKey>;

export const UsageRow = z.object({
  day: z.string(),
  keyId: z.string(),
  keyName: z.string(),
  model: z.string(),
  requests: z.number().int(),
  failed: z.number().int(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  estimated: z.number().int(),
});
export type UsageRow = z.infer<typeof UsageRow>;
export const Usage = z.object({ rows: z.array(UsageRow), upTo: Moment });
export type Usage = z.infer<typeof Usage>;
