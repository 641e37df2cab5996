/** Columns -> contract values. What we wrote ourselves is still checked when read: a half-restored backup must not spread. */
import type { z } from "zod";
import { SluiceError } from "../../contract/error.ts";
import { parseJson } from "../../lib/parse-json.ts";

export const moment = (date: Date): string => date.toISOString();
export const momentOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;
export const date = (value: string | null): Date | null => (value === null ? null : new Date(value));

export function json<T>(text: string, schema: z.ZodType<T>, what: string): T {
  const value = parseJson(text, schema);
  if (value === null) throw new SluiceError("internal", `The database holds a broken ${what}.`);
  return value;
}
export const jsonOrNull = <T>(text: string | null, schema: z.ZodType<T>, what: string): T | null =>
  text === null ? null : json(text, schema, what);

/** Prisma's error for a broken unique constraint. */
export const isUniqueBroken = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === "P2002";
