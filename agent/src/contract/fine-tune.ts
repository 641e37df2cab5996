/** Fine-tuning jobs as OpenAI's clients ask for them. What of theirs this box does not do is refused by name, never ignored. */
import { z } from "zod";
import { PresetId } from "./recipe.ts";

const orAuto = <T extends z.ZodType>(value: T) => z.union([z.literal("auto"), value]);
const Hyperparameters = z.object({
  n_epochs: orAuto(z.number().int().min(1).max(50)).optional(),
  batch_size: orAuto(z.number().int().min(1).max(256)).optional(),
  learning_rate_multiplier: orAuto(z.number().positive().max(100)).optional(),
});
export type Hyperparameters = z.infer<typeof Hyperparameters>;

export const CreateFineTune = z.object({
  model: z.string().min(1).max(200),
  training_file: z.string().min(1).max(100),
  validation_file: z.string().min(1).max(100).nullish(),
  suffix: z.string().max(64).nullish(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .nullish(),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((pairs) => Object.keys(pairs).length <= 16, "At most 16 pairs.")
    .nullish(),
  integrations: z.array(z.unknown()).nullish(),
  method: z
    .object({
      type: z.enum(["supervised", "dpo", "reinforcement"]),
      supervised: z.object({ hyperparameters: Hyperparameters.optional() }).optional(),
    })
    .optional(),
  /** Their older place for them. */
  hyperparameters: Hyperparameters.optional(),
  /** Ours: a preset and single knobs of the recipe; they win over the hyperparameters. */
  sluice: z.object({ preset: PresetId.optional(), recipe: z.record(z.string(), z.unknown()).optional() }).optional(),
});
export type CreateFineTune = z.infer<typeof CreateFineTune>;

export const FineTuneStage = z.enum(["validating", "training", "publishing", "ended"]);
export const FineTuneError = z.object({ code: z.string(), message: z.string(), param: z.string().nullable() });
export type FineTuneError = z.infer<typeof FineTuneError>;
export const FineTuneRecord = z.object({
  /** ftjob-… */
  id: z.string(),
  projectId: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  request: CreateFineTune,
  stage: FineTuneStage,
  importId: z.string().nullable(),
  validationImportId: z.string().nullable(),
  /** Chosen before the job is made: whoever dies in between makes the same one. */
  jobId: z.string().nullable(),
  deploymentId: z.string().nullable(),
  /** The public name of the result, once it answers. */
  modelName: z.string().nullable(),
  error: FineTuneError.nullable(),
  /** The file with its curves, once it has succeeded. */
  resultFileId: z.string().nullable(),
});
export type FineTuneRecord = z.infer<typeof FineTuneRecord>;
