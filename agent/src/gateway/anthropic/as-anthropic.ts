/** What engines get wrong in Anthropic's answers, put right: ids, and the word for an answer that met a stop sequence. */
import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";
import { type Latin1, latin1Of, textOf } from "../latin1.ts";

const Loose = z.looseObject({});
export const Start = z.looseObject({ type: z.literal("message_start"), message: Loose });
export const BlockStart = z.looseObject({ type: z.literal("content_block_start"), index: z.number(), content_block: Loose });
export const MessageDelta = z.looseObject({ type: z.literal("message_delta"), delta: Loose });
export const WholeMessage = z.looseObject({ type: z.literal("message"), content: z.array(Loose) });

/** The message itself, whole or as a stream begins with it. */
export function messageAs(message: Record<string, unknown>, model: string, requestId: string): Record<string, unknown> {
  const id = String(message.id ?? "").startsWith("msg_") ? message.id : `msg_${requestId.replace(/^req_/, "")}`;
  const stopped = "stop_reason" in message ? stopAs(message) : {};
  return { ...message, id, model, ...stopped };
}

/** llama.cpp says `end_turn` where it stopped at a sequence, and names the sequence. */
export function stopAs(delta: Record<string, unknown>): Record<string, unknown> {
  return typeof delta.stop_sequence === "string" ? { stop_reason: "stop_sequence" } : {};
}

/** A tool's input is empty before its parts come, never missing. */
export function blockAs(block: Record<string, unknown>): Record<string, unknown> {
  return block.type === "tool_use" && block.input === undefined ? { ...block, input: {} } : block;
}

export function wholeAsAnthropic(body: Latin1, model: string, requestId: string): Latin1 | null {
  const message = parseJson(textOf(body), WholeMessage);
  if (!message) return null;
  const content = message.content.map(blockAs);
  return latin1Of(JSON.stringify(messageAs({ ...message, content }, model, requestId)));
}
