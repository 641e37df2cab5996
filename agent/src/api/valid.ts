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

/** No form of the console comes near it; without it one stranger's sign-in of many gigabytes would take the agent's memory. */
const mostBytes = 1024 * 1024;

export async function validBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) {
    throw new SluiceError("bad-input", "Send JSON with the header content-type: application/json.");
  }
  return check(schema, parse(await readText(c)));
}

async function readText(c: Context): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of c.req.raw.body ?? []) {
    bytes += part.length;
    if (bytes > mostBytes) throw new SluiceError("too-large", "The body is larger than 1 MB, the most this address takes.");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SluiceError("bad-input", "The body is not valid JSON.");
  }
}

export const validQuery = <T>(c: Context, schema: z.ZodType<T>): T => check(schema, c.req.query());
