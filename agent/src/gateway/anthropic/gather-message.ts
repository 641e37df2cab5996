/** The events of Anthropic's stream as the whole message they would have been. */
import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";

const Loose = z.looseObject({});
const Delta = z.looseObject({
  text: z.string().optional(),
  thinking: z.string().optional(),
  signature: z.string().optional(),
  partial_json: z.string().optional(),
});
const Event = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("message_start"), message: Loose }),
  z.looseObject({ type: z.literal("content_block_start"), index: z.number().int(), content_block: Loose }),
  z.looseObject({ type: z.literal("content_block_delta"), index: z.number().int(), delta: Delta }),
  z.looseObject({ type: z.literal("message_delta"), delta: Loose, usage: Loose.optional() }),
]);

export function gatherMessage(texts: readonly string[]): Record<string, unknown> | null {
  let message: Record<string, unknown> | null = null;
  const blocks = new Map<number, Record<string, unknown>>();
  const inputs = new Map<number, string>();
  for (const text of texts) {
    const event = parseJson(text, Event);
    if (event?.type === "message_start") message = { ...event.message };
    else if (event?.type === "content_block_start") blocks.set(event.index, { ...event.content_block });
    else if (event?.type === "content_block_delta") {
      const block = blocks.get(event.index);
      if (!block) continue;
      for (const name of ["text", "thinking", "signature"] as const)
        if (event.delta[name] !== undefined) block[name] = String(block[name] ?? "") + event.delta[name];
      const { partial_json: part } = event.delta;
      if (part !== undefined) inputs.set(event.index, (inputs.get(event.index) ?? "") + part);
    } else if (event?.type === "message_delta" && message) {
      const usage: object = { ...(message.usage as object | undefined), ...event.usage };
      message = Object.assign(message, event.delta, { usage });
    }
  }
  if (!message) return null;
  for (const [index, text] of inputs) {
    const block = blocks.get(index);
    // Cut off in the middle of its input, the text is all there is.
    if (block) block.input = parseJson(text, Loose) ?? { partial: text };
  }
  return { ...message, content: [...blocks].sort(([a], [b]) => a - b).map(([, block]) => block) };
}
