/** Is a parsed value a row we can train on? If not: why, in one sentence that names the place. Pure. */
import type { DataFormat } from "../../contract/dataset.ts";
import { checkAlpaca } from "./check-alpaca.ts";
import { checkChat } from "./check-chat.ts";
import { bad, type Checked, isFields, kindOf } from "./checked.ts";

export function checkRow(value: unknown, format: DataFormat | null): Checked {
  if (!isFields(value)) return bad("not-object", `The row is ${kindOf(value)}, not an object like {"messages": […]}.`);
  const looks = looksLike(value);
  if (format !== null && looks !== null && looks !== format) {
    return bad(
      "other-format",
      `The row looks like ${looks}, but this file is ${format}; put rows of another kind into a file of their own.`,
    );
  }
  if ((format ?? looks) === "alpaca") return checkAlpaca(value);
  if (looks === null && "conversations" in value) {
    return bad(
      "unknown-format",
      'The row has "conversations" (ShareGPT), which is not supported; it needs "messages" with "role" and "content".',
    );
  }
  if (format === null && looks === null)
    return bad("unknown-format", 'The row has neither "messages" (chat) nor "instruction" and "output" (Alpaca).');
  return checkChat(value);
}

/** Which format a row belongs to by its own fields; null when it says neither. */
export function looksLike(value: unknown): DataFormat | null {
  if (!isFields(value)) return null;
  if ("messages" in value) return "chat";
  return "instruction" in value || "output" in value ? "alpaca" : null;
}
