/** Body and query against their contract schema. Ten lines of our own: the ready-made validator leaks its error type everywhere. */
import type { Context } from "hono";
import type { z } from "zod";
import { SluiceError } from "../contract/error.ts";

/** Throws `bad-input` with the first sentence a person can use, and all of them in details. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const first = problems[0]!;
  throw new SluiceError("bad-input", first.path ? `${first.path}: ${first.message}` : first.message, { details: { problems } });
}

export async function validBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) {
    throw new SluiceError("bad-input", "Send JSON with the header content-type: application/json.");
  }
  const value: unknown = await c.req.json().catch(() => {
    throw new SluiceError("bad-input", "The body is not valid JSON.");
  });
  return check(schema, value);
}

export const validQuery = <T>(c: Context, schema: z.ZodType<T>): T => check(schema, c.req.query());
