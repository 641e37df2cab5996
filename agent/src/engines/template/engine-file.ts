/** What an engine file (DATA/engines/<id>.yaml) may say. Strict: a word nobody knows is a typing mistake. docs/engine-files.md explains each. */
import { z } from "zod";
import { Can, Gives } from "../../contract/deployment.ts";
import { Evidence } from "../../contract/engine.ts";
import { AcceleratorId } from "../../contract/word.ts";
import { Serves } from "../ready-by-answer.ts";

const Hint = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
const value = z.union([z.string(), z.number(), z.boolean()]);
const Setting = z
  .strictObject({
    name: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, "a name of letters and digits that begins with a small letter"),
    type: z.enum(["number", "integer", "choice", "boolean"]),
    default: value,
    min: z.number().optional(),
    max: z.number().optional(),
    choices: z.array(z.string()).min(1).optional(),
    unit: z.string().optional(),
    hint: Hint,
  })
  .refine(({ type, choices }) => (type === "choice") === (choices !== undefined), "choices belong to a setting of type choice");
export type Setting = z.infer<typeof Setting>;

/** A word, or a group of words that is left out whole when a place in it is empty (`["--resume", "{resumeFrom}"]`). */
const Words = z.array(z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])).min(1);
export type Words = z.infer<typeof Words>;

const shared = {
  title: z.string().trim().min(1).max(80),
  /** What is known to work; an example that nobody here could run says from-documents. */
  evidence: Evidence.default("from-documents"),
  runsOn: z.array(AcceleratorId).min(1),
  cards: z.number().int().min(1).max(64).default(1),
  /** The pack whose Python is {python}; none: the program brings its own. */
  pack: z.enum(["trl", "llamacpp"]).nullable().default(null),
  command: Words,
  env: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "a name in capitals"), z.string()).default({}),
  settings: z.array(Setting).max(50).default([]),
  stopSeconds: z.number().min(1).max(3600).default(30),
  /** Added up; bytes of card memory. */
  memory: z.strictObject({
    fixedGB: z.number().min(0).default(0),
    perModelByte: z.number().min(0).default(0),
    perParameterBytes: z.number().min(0).default(0),
    perContextTokenBytes: z.number().min(0).default(0),
  }),
};
const ServeFile = z.strictObject({
  ...shared,
  does: z.literal("serve"),
  serves: Serves.default("chat"),
  gives: z.array(Gives).min(1),
  can: z.array(Can).default([]),
  health: z.string().startsWith("/").default("/health"),
  /** Left out: the same place as llama.cpp's and vLLM's. */
  metrics: z.string().startsWith("/").default("/metrics"),
  /** The model's name as the engine knows it; {name} is the deployment's. */
  modelName: z.string().min(1).default("{name}"),
  contextTokens: z.number().int().min(1).nullable().default(null),
});
const TrainFile = z.strictObject({
  ...shared,
  does: z.literal("train"),
  /** A pattern for lines of its output, with the groups step, totalSteps, loss (and heldOutLoss, learningRate). */
  progress: z.string().nullable().default(null),
  diskGB: z.number().min(0).default(1),
});
export const EngineFile = z.discriminatedUnion("does", [ServeFile, TrainFile]);
export type EngineFile = z.infer<typeof EngineFile>;
export type ServeFile = z.infer<typeof ServeFile>;
export type TrainFile = z.infer<typeof TrainFile>;
