/** Keyset pages, newest first where nothing else is asked: a row added meanwhile never shifts the next page. `after` is the id of the last row seen. */
import type { List } from "../../contract/word.ts";

export interface PageQuery {
  limit: number;
  after?: string | undefined;
  order?: "asc" | "desc";
}
interface Table<Where, R extends { id: string }> {
  count(args: { where: Where }): Promise<number>;
  findMany(args: {
    where: Where;
    take: number;
    orderBy: { createdAt?: "asc" | "desc"; id?: "asc" | "desc" }[];
    cursor?: { id: string };
    skip?: number;
  }): Promise<R[]>;
}

export async function readPage<Where, R extends { id: string }, T>(
  table: Table<Where, R>,
  where: Where,
  page: PageQuery,
  map: (row: R) => T,
): Promise<List<T>> {
  const order = page.order ?? "desc";
  const total = await table.count({ where });
  const rows = await table.findMany({
    where,
    take: page.limit + 1,
    orderBy: [{ createdAt: order }, { id: order }],
    ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
  });
  const shown = rows.slice(0, page.limit);
  return { data: shown.map(map), total, nextAfter: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null };
}
