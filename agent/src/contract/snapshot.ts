/** The two kinds of file between agent and gateway. The agent writes snapshot.json (temp, fsync, rename); the gateway appends usage lines. */
import { z } from "zod";

export const RouteSnapshot = z.object({
  /** The public model name. */
  name: z.string(),
  deploymentId: z.string(),
  modelId: z.string(),
  created: z.number().int(),
  state: z.string(),
  /** Null unless the engine is ready: then a unix socket, or a loopback port with the run's own secret. */
  socket: z.string().nullable(),
  port: z.number().int().nullable(),
  secret: z.string().nullable(),
  /** The name the engine itself knows the model by. */
  upstreamModel: z.string(),
  gives: z.array(z.string()),
  retryAfterSeconds: z.number().int(),
});
export type RouteSnapshot = z.infer<typeof RouteSnapshot>;

export const KeySnapshot = z.object({
  id: z.string(),
  sha256: z.string(),
  projectId: z.string(),
  kind: z.string(),
  expiresAt: z.number().nullable(),
  revoked: z.boolean(),
});
export type KeySnapshot = z.infer<typeof KeySnapshot>;

export const Snapshot = z.object({
  version: z.literal(1),
  revision: z.number().int(),
  writtenAt: z.number(),
  routes: z.array(RouteSnapshot),
  keys: z.array(KeySnapshot),
  spent: z.record(z.string(), z.object({ promptTokens: z.number(), completionTokens: z.number(), requests: z.number() })),
  /** Per usage file: bytes the agent has stored. */
  spentUpTo: z.record(z.string(), z.number()),
});
export type Snapshot = z.infer<typeof Snapshot>;

const line = { id: z.string(), at: z.number() };
/** open when a request goes upstream; mark at most once a second per stream; end before the client's last byte. */
export const UsageLine = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("open"),
    ...line,
    key: z.string(),
    project: z.string(),
    model: z.string(),
    deployment: z.string(),
    path: z.string(),
    reserve: z.number().int(),
    /** Prompt tokens guessed from the bytes asked: charged when the engine never says. */
    prompt: z.number().int(),
  }),
  z.object({ t: z.literal("mark"), ...line, completion: z.number().int() }),
  z.object({
    t: z.literal("end"),
    ...line,
    key: z.string(),
    project: z.string(),
    model: z.string(),
    deployment: z.string(),
    path: z.string(),
    status: z.number().int(),
    prompt: z.number().int(),
    completion: z.number().int(),
    cached: z.number().int(),
    firstMs: z.number().nullable(),
    totalMs: z.number(),
    /** True when the engine gave no numbers (hung-up stream): counted from what was seen. */
    estimated: z.boolean(),
    cut: z.enum(["client", "engine"]).nullable(),
  }),
]);
export type UsageLine = z.infer<typeof UsageLine>;
