/** Is a parsed value a row we can train on? If not: why, in one sentence that names the place. Pure. */
import type { DataFormat, Row } from "../../contract/dataset.ts";
import { checkAlpaca } from "./check-alpaca.ts";
import { checkChat } from "./check-chat.ts";

export type Checked = { ok: true; row: Row; unknown: string[] } | { ok: false; reason: string };
export type Fields = Record<string, unknown>;

export const bad = (reason: string): Checked => ({ ok: false, reason });
/** Shared by nearly every good row, so that a clean file makes no garbage. */
export const noFields: string[] = [];

export function checkRow(value: unknown, format: DataFormat | null): Checked {
  if (!isFields(value)) return bad(`The row is ${kindOf(value)}, not an object like {"messages": […]}.`);
  const looks = looksLike(value);
  if (format !== null && looks !== null && looks !== format) {
    return bad(`The row looks like ${looks}, but this file is ${format}; put rows of another kind into a file of their own.`);
  }
  if ((format ?? looks) === "alpaca") return checkAlpaca(value);
  if (looks === null && "conversations" in value) {
    return bad('The row has "conversations" (ShareGPT), which is not supported; it needs "messages" with "role" and "content".');
  }
  if (format === null && looks === null)
    return bad('The row has neither "messages" (chat) nor "instruction" and "output" (Alpaca).');
  return checkChat(value);
}

/** Which format a row belongs to by its own fields; null when it says neither. */
export function looksLike(value: unknown): DataFormat | null {
  if (!isFields(value)) return null;
  if ("messages" in value) return "chat";
  return "instruction" in value || "output" in value ? "alpaca" : null;
}

export const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** What is wrong with a text, or null. Half a surrogate pair would crash tokenizers written in other languages. */
export function textFault(value: unknown): string | null {
  if (typeof value !== "string") return `is ${kindOf(value)}, not text`;
  if (value.length === 0 || value.trim() === "") return "is empty";
  return value.isWellFormed() ? null : "holds half of a character (a lone surrogate)";
}
