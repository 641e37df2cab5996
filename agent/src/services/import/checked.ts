/** What the checks of both formats share: a verdict, and the words for what is wrong. */
import type { Row } from "../../contract/dataset.ts";

export type Checked = { ok: true; row: Row; unknown: string[] } | { ok: false; reason: string };
export type Fields = Record<string, unknown>;

export const bad = (reason: string): Checked => ({ ok: false, reason });
/** Shared by nearly every good row, so that a clean file makes no garbage. */
export const noFields: string[] = [];

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
