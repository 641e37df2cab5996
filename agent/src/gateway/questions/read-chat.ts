import type { Problem } from "../openai/problem.ts";
import { readChatMessages } from "./chat-messages.ts";
import type { Fields, Notes } from "./question.ts";
import { readFormat, readTools } from "./read-tools.ts";

/** The fields of a chat that are more than a value: checked, cleaned in place. */
export function readChat(fields: Fields, notes: Notes): Problem | null {
  if (fields.logprobs === true) notes.needs.push({ can: "logprobs", param: "logprobs" });
  else delete fields.top_logprobs;
  return readChatMessages(fields.messages, notes) ?? readTools(fields, notes) ?? readFormat(fields, notes);
}
