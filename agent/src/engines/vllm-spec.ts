/** The knobs of vLLM that a deployment sets; their flags are in vllm-command.ts. */
import { z } from "zod";

const count = (most: number) => z.number().int().min(1).max(most);

export const VllmSpec = z.object({
  serves: z.literal("chat").default("chat").describe("Chat and completions."),
  contextTokens: z
    .number()
    .int()
    .min(256)
    .max(1_048_576)
    .default(2048)
    .describe("Longest conversation, question and answer together."),
  parallel: count(1024).default(16).describe("Requests answered at the same time."),
  batchTokens: z
    .number()
    .int()
    .min(256)
    .max(1_048_576)
    .nullable()
    .default(null)
    .describe("Most tokens computed in one step, long questions in pieces; empty: as vLLM chooses for the card."),
  cacheBytes: z
    .number()
    .int()
    .min(64 * 2 ** 20)
    .nullable()
    .default(null)
    .describe("Memory for keys and values of all requests; empty: room for half of the requests at their longest."),
  dtype: z
    .enum(["auto", "bfloat16", "float16", "float32"])
    .default("auto")
    .describe("Number format; auto: that of the weights, float32 on a processor."),
  prefixCaching: z.boolean().default(true).describe("What questions have in common at their beginning is computed once."),
  enforceEager: z
    .boolean()
    .nullable()
    .default(null)
    .describe("No compiling at the start: slower answers, a quicker start. Empty: so on a processor, not so on cards."),
  tensorParallel: count(16).default(1).describe("Cards that share each layer."),
  pipelineParallel: count(16).default(1).describe("Cards that hold the layers one after another."),
  adapters: z
    .number()
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe("Fine-tunes computed side by side on this base; 0: it takes none."),
  adaptersInMemory: z
    .number()
    .int()
    .min(1)
    .max(1024)
    .nullable()
    .default(null)
    .describe(
      "Fine-tunes kept in memory, the longest unused goes first and is read again when asked; empty: as many as side by side.",
    ),
  adapterRank: z
    .literal([8, 16, 32, 64, 128, 256, 512])
    .default(32)
    .describe("Highest rank of a fine-tune; each takes memory for it."),
  toolParser: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/)
    .nullable()
    .default(null)
    .describe("vLLM's name for the way this model writes tool calls (hermes, llama3_json, …); empty: it calls none."),
  sleepMode: z.boolean().default(false).describe("It can give a card's memory back and live on. Without effect on a processor."),
  threads: z.number().int().min(1).max(512).nullable().default(null).describe("Processor threads; empty: those of its seat."),
  /** The name it knows its model by; what the gateway sends as `model`. */
  alias: z.string().default("model"),
});
export type VllmSpec = z.infer<typeof VllmSpec>;
