/** What an event of Anthropic's stream is, without parsing the many that only carry text. */
import type { Latin1 } from "../latin1.ts";
import type { FrameKind } from "../openai/read-frame.ts";

export type EventType = "message_start" | "content_block_start" | "message_delta" | "other";
export interface Event {
  kind: FrameKind;
  type: EventType;
}
const typeField = /^(?:event: ?|data: ?\{\s*"type": ?")([a-z_]+)/;
const kinds: Record<string, Event> = {
  message_start: { kind: "other", type: "message_start" },
  content_block_start: { kind: "other", type: "content_block_start" },
  content_block_delta: { kind: "content", type: "other" },
  message_delta: { kind: "other", type: "message_delta" },
  message_stop: { kind: "done", type: "other" },
  error: { kind: "error", type: "other" },
};
const other: Event = { kind: "other", type: "other" };

export function readEvent(frame: Latin1): Event {
  const type = typeField.exec(frame.slice(0, 60))?.[1];
  if (type !== undefined && Object.hasOwn(kinds, type)) return kinds[type]!;
  // Engines that fail in mid-stream speak OpenAI's way here too.
  return /^data: ?\{\s*"error"/.test(frame.slice(0, 40)) ? kinds.error! : other;
}
