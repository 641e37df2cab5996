import type { z } from "zod";

/** Never a bare JSON.parse: the text is parsed and checked, or null comes back. Shorter for "expected answers are values". */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
