/** OpenAI's cursor lists: `?after=<id of the last one seen>&limit&order` in, `{ object: "list", data, has_more }` out. */
import { z } from "zod";
import type { List } from "../../contract/word.ts";

export const cursorQuery = (limits: { usual: number; most: number }) =>
  z.object({
    after: z.string().min(1).optional(),
    limit: z.coerce.number().int().min(1).max(limits.most).default(limits.usual),
    order: z.enum(["asc", "desc"]).default("desc"),
  });

export function cursorList<T extends { id: string }>(page: Pick<List<T>, "data" | "nextAfter">) {
  const { data, nextAfter } = page;
  return {
    object: "list" as const,
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: nextAfter !== null,
  };
}
