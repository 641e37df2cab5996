import { z } from "zod";
import { Cause, Id, Moment } from "./word.ts";

export const RunKind = z.enum(["job", "replica", "task"]);
export type RunKind = z.infer<typeof RunKind>;

/** waiting -> starting -> running -> (ready) -> stopping -> ended. See the drawing above next() in supervisor/state.ts. */
export const RunPhase = z.enum(["waiting", "starting", "running", "ready", "stopping", "ended"]);
export type RunPhase = z.infer<typeof RunPhase>;

export const Run = z.object({
  id: Id,
  kind: RunKind,
  label: z.string(),
  ownerId: z.string(),
  engineId: z.string(),
  projectId: Id,
  createdBy: z.string(),
  phase: RunPhase,
  attempt: z.number().int(),
  cards: z.array(z.string()),
  memoryBytes: z.number(),
  createdAt: Moment,
  startedAt: Moment.nullable(),
  endedAt: Moment.nullable(),
  cause: Cause.nullable(),
});
export type Run = z.infer<typeof Run>;

/** handle.json: written and fsynced before the child starts, so a restarted agent can tell ours from anybody else's. */
export const Handle = z.object({
  version: z.literal(1),
  runId: Id,
  executor: z.string(),
  bootId: z.string(),
  /** Random, also in the children's environment (SLUICE_RUN_TOKEN): alive = any process of that session carrying it. */
  token: z.string(),
  /** Session id = shim pid = process group; null until the shim has said it. */
  session: z.number().int().nullable(),
  startedAt: z.number(),
});
export type Handle = z.infer<typeof Handle>;
/** exit.json, written by the shim when its child ends. */
export const Exit = z.object({ exitCode: z.number().int().nullable(), signal: z.string().nullable(), at: z.number() });
export type Exit = z.infer<typeof Exit>;
