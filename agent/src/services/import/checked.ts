/** What the checks of both formats share: a verdict, and the words for what is wrong. */
import type { BadRowCode, Row } from "../../contract/dataset.ts";

/** `reason` is one English sentence that names the place. */
export type Fault = { code: BadRowCode; reason: string };
export type Checked = { ok: true; row: Row; unknown: string[] } | ({ ok: false } & Fault);
export type Fields = Record<string, unknown>;

export const bad = (code: BadRowCode, reason: string): Checked => ({ ok: false, code, reason });
/** Shared by nearly every good row, so that a clean file makes no garbage. */
export const noFields: string[] = [];

export const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** What is wrong with the text called `name`, or null. Half a surrogate pair would crash tokenizers written in other languages. */
export function textFault(name: string, value: unknown): Fault | null {
  if (typeof value !== "string") return { code: "not-text", reason: `${name} is ${kindOf(value)}, not text.` };
  if (value.length === 0 || value.trim() === "") return { code: "empty-text", reason: `${name} is empty.` };
  if (value.isWellFormed()) return null;
  return { code: "broken-text", reason: `${name} holds half of a character (a lone surrogate).` };
}
