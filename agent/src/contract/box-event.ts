/** Server-sent events of /api/events: small facts, the console refetches what they name. Resumable by Last-Event-ID. */
import { z } from "zod";
import { CardCondition } from "./card.ts";

export const BoxEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("job-changed"), id: z.string() }),
  z.object({ type: z.literal("job-progressed"), id: z.string(), progress: z.unknown() }),
  z.object({ type: z.literal("deployment-changed"), id: z.string() }),
  z.object({ type: z.literal("model-changed"), id: z.string() }),
  z.object({ type: z.literal("dataset-changed"), id: z.string() }),
  z.object({ type: z.literal("import-changed"), id: z.string() }),
  z.object({ type: z.literal("key-changed"), id: z.string() }),
  z.object({ type: z.literal("route-changed"), id: z.string() }),
  z.object({ type: z.literal("pack-changed"), id: z.string() }),
  z.object({ type: z.literal("ledger-changed") }),
  z.object({ type: z.literal("cards-sampled"), samples: z.array(z.unknown()) }),
  z.object({ type: z.literal("card-changed"), id: z.string(), state: CardCondition, why: z.string() }),
  z.object({ type: z.literal("card-faulted"), id: z.string(), code: z.string(), why: z.string() }),
  z.object({ type: z.literal("settings-changed") }),
]);
export type BoxEvent = z.infer<typeof BoxEvent>;
