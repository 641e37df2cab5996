import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { ModelFacts } from "../../engines/engine.ts";
import { parseJson } from "../../lib/parse-json.ts";

const Config = z.object({
  num_hidden_layers: z.number().int().positive(),
  num_attention_heads: z.number().int().positive(),
  num_key_value_heads: z.number().int().positive().optional(),
  head_dim: z.number().int().positive().nullish(),
  hidden_size: z.number().int().positive(),
  vocab_size: z.number().int().positive().optional(),
});

/** From the weights' config.json, which lies beside the GGUF; null where it does not: drivers then estimate. */
export function readShape(dir: string): ModelFacts["shape"] {
  const file = ["weights", "merged"].map((part) => path.join(dir, part, "config.json")).find((path) => existsSync(path));
  const config = file ? parseJson(readFileSync(file, "utf8"), Config) : null;
  if (!config) return null;
  const heads = config.num_attention_heads;
  const headDim = config.head_dim ?? config.hidden_size / heads;
  return {
    layers: config.num_hidden_layers,
    kvHeads: config.num_key_value_heads ?? heads,
    headDim,
    vocabulary: config.vocab_size,
  };
}

/** Does the chat template of the weights mention tools? Null where no template lies beside the GGUF. */
export function readKnowsTools(dir: string): boolean | null {
  const file = ["weights", "merged"].map((part) => path.join(dir, part, "chat_template.jinja")).find((path) => existsSync(path));
  return file ? /\btools\b/.test(readFileSync(file, "utf8")) : null;
}
