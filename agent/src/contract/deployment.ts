import { z } from "zod";
import { Wait } from "./job.ts";
import { Cause, Id, Moment } from "./word.ts";

/** Which paths of /v1 a deployment answers. */
export const Gives = z.enum(["chat", "completions", "responses", "messages", "embeddings", "rerank"]);
export type Gives = z.infer<typeof Gives>;
/** What a chat can carry beyond text. */
export const Can = z.enum(["tools", "json-schema", "logprobs", "images"]);
export type Can = z.infer<typeof Can>;

/**
 * stopped <-> waiting -> starting -> ready; restarting after a crash; needs-attention when restarts are used up. Asleep: wanted, but
 * others have its card for now; then waking -> ready.
 */
export const DeploymentState = z.enum([
  ...(["stopped", "waiting", "starting", "ready", "restarting", "stopping", "needs-attention", "asleep", "waking"] as const),
]);
export type DeploymentState = z.infer<typeof DeploymentState>;
export const DeploymentName = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "Use lower-case letters, digits, '.', '_' and '-', starting with a letter or digit.");

/** Why one sleeps: training needs its card (`label`: which job), or a person put it to sleep (`label`: who). */
export const Sleep = z.object({ why: z.enum(["training", "person"]), label: z.string(), since: Moment });
export type Sleep = z.infer<typeof Sleep>;

const ReplicaCount = z.number().int().min(1).max(16);
export const Deployment = z.object({
  id: Id,
  name: DeploymentName,
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  modelId: Id,
  modelName: z.string(),
  engineId: z.string(),
  /** An adapter on the engines of that deployment, which serves its base; null: it has engines of its own. */
  onDeploymentId: Id.nullable(),
  gives: z.array(Gives),
  can: z.array(Can),
  /** Longest question and answer together; null where the engine does not say. */
  contextTokens: z.number().int().nullable(),
  wanted: z.enum(["running", "stopped"]),
  state: DeploymentState,
  settings: z.record(z.string(), z.unknown()),
  runId: Id.nullable(),
  restarts: z.number().int(),
  nextRestartAt: Moment.nullable(),
  readySince: Moment.nullable(),
  /** Start asked -> a real token came back, of the last start. */
  readySeconds: z.number().nullable(),
  /** Engines side by side: how many are wanted, and each one's own standing. `state` above is the best of theirs. */
  replicas: z.number().int(),
  replicaStates: z.array(
    z.object({
      slot: z.number().int(),
      runId: Id.nullable(),
      state: DeploymentState,
      restarts: z.number().int(),
      readySince: Moment.nullable(),
      cause: Cause.nullable(),
    }),
  ),
  /** In training time it may sleep while a job needs its card. */
  mayGiveWay: z.boolean(),
  /** A request for it wakes it when it sleeps, and takes the card back from a running job. */
  wakeOnDemand: z.boolean(),
  /** It was woken, and keeps its card until then. */
  awakeUntil: Moment.nullable(),
  /** Of the first engine that sleeps or falls asleep. */
  sleep: Sleep.nullable(),
  memoryBytes: z.number(),
  wait: Wait.nullable(),
  cause: Cause.nullable(),
  lastLines: z.array(z.string()),
  fake: z.boolean(),
});
export type Deployment = z.infer<typeof Deployment>;

export const CreateDeployment = z.object({
  name: DeploymentName,
  modelId: Id,
  engineId: z.string().default("llamacpp"),
  settings: z.record(z.string(), z.unknown()).default({}),
  replicas: ReplicaCount.default(1),
  mayGiveWay: z.boolean().default(false),
  wakeOnDemand: z.boolean().default(false),
});
/** What is left out stays. More or fewer engines: those that go end their answers first. */
export const UpdateDeployment = z
  .object({ replicas: ReplicaCount, mayGiveWay: z.boolean(), wakeOnDemand: z.boolean() })
  .partial()
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), "Say what is to change.");
export type UpdateDeployment = z.infer<typeof UpdateDeployment>;
export type CreateDeployment = z.input<typeof CreateDeployment>;
